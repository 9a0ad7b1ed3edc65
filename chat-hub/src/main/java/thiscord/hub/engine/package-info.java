/** Who hears what in a room, as plain Java: no sockets, threads, clocks or logging. Imports the protocol. */
@NullMarked
package thiscord.hub.engine;

import org.jspecify.annotations.NullMarked;
