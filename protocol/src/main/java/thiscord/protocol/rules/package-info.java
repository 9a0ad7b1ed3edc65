/** Who may do what in a room: roles, restrictions and what follows from them. One answer for room service and hubs; pure. */
@NullMarked
package thiscord.protocol.rules;

import org.jspecify.annotations.NullMarked;
