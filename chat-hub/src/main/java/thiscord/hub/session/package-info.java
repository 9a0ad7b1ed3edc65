/** A peer's connection: sniffing, framing, dialect, commands. Imports room, fanout and directory. */
@NullMarked
package thiscord.hub.session;

import org.jspecify.annotations.NullMarked;
