/** A fair line of waiting for room, without threads, clocks or sockets. Imports nothing but the JDK. */
@NullMarked
package thiscord.mailbox.turnstile;

import org.jspecify.annotations.NullMarked;
