/**
 * The broker's door for other machines: TLS and a login in front of the doors on loopback, and rights per topic. Imports
 * {@code thiscord.tls}, {@code thiscord.cli} and {@code thiscord.protocol}; speaks enough of ZeroMQ's protocol to see
 * which topics somebody asks for.
 */
@NullMarked
package thiscord.broker.gate;

import org.jspecify.annotations.NullMarked;
