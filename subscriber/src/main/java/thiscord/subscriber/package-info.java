/**
 * Follows topics of the broker: a small library ({@link thiscord.subscriber.EventSubscriber}) and the command
 * {@code thiscord subscriber}. Imports the protocol, cli and JeroMQ.
 */
@NullMarked
package thiscord.subscriber;

import org.jspecify.annotations.NullMarked;
