/**
 * The broker: takes events in at one ZeroMQ door (PULL) and gives them out at another (XPUB), in its own loop. Imports the
 * protocol, cli and JeroMQ.
 */
@NullMarked
package thiscord.broker;

import org.jspecify.annotations.NullMarked;
