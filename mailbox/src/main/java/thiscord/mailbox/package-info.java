/**
 * Shared mailboxes: {@code thiscord mailbox start}, {@code stop} and {@code status}, and what they know of servers in a
 * data folder. Imports the house's manners of commands, {@code server} and {@code blocks}.
 */
@NullMarked
package thiscord.mailbox;

import org.jspecify.annotations.NullMarked;
