/** Sees to it in the hub that the rules of a room are kept. No sockets, threads or clock. Imports the protocol. */
@NullMarked
package thiscord.hub.moderation;

import org.jspecify.annotations.NullMarked;
