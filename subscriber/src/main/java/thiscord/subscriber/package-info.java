/**
 * Follows topics of the broker: a small library ({@link thiscord.subscriber.EventSubscriber}, and
 * {@link thiscord.subscriber.ReliableSubscriber} for those who must miss nothing) and the command
 * {@code thiscord subscriber}. Imports the protocol, cli, broker-link and JeroMQ.
 */
@NullMarked
package thiscord.subscriber;

import org.jspecify.annotations.NullMarked;
