/** How what a room says reaches its members: loops, audiences, subscriptions, outboxes. Imports the protocol and Netty. */
@NullMarked
package thiscord.hub.fanout;

import org.jspecify.annotations.NullMarked;
