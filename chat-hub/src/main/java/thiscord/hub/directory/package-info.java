/** What the hub asks of the room service, and how: over RMI, off the loops, with deadlines. Imports the protocol. */
@NullMarked
package thiscord.hub.directory;

import org.jspecify.annotations.NullMarked;
