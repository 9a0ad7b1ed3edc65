/**
 * Load for a running hub, as a user's command: {@code thiscord bench hub}. One thread and one selector, so that its
 * timing is its own. Imports the protocol, the manners of commands, HdrHistogram and the JDK.
 */
@NullMarked
package thiscord.bench;

import org.jspecify.annotations.NullMarked;
