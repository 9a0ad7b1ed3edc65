/**
 * Where {@code thiscord subscriber} takes events to, other than its output: a command, a web address, a notice on the
 * desktop. Each is a {@link thiscord.subscriber.sink.Sink}, which tries once; the {@link thiscord.subscriber.sink.Desk} keeps
 * the order, tries again and gives up. Imports the protocol and cli; knows neither ZeroMQ nor the rest of the subscriber.
 */
@NullMarked
package thiscord.subscriber.sink;

import org.jspecify.annotations.NullMarked;
