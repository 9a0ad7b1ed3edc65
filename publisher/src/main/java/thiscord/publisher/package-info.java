/**
 * Pushes events to the broker: a small library ({@link thiscord.publisher.EventPublisher}) and the command
 * {@code thiscord publisher}. Imports the protocol, cli and JeroMQ.
 */
@NullMarked
package thiscord.publisher;

import org.jspecify.annotations.NullMarked;
