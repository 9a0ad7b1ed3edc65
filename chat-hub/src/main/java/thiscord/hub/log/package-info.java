/** Where a room's messages are. Imports the protocol. */
@NullMarked
package thiscord.hub.log;

import org.jspecify.annotations.NullMarked;
