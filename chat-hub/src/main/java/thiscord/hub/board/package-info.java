/**
 * What stands on the boards of rooms: in memory, or in a file of mailboxes. Imports the protocol, {@code thiscord.cli} and
 * {@code thiscord.mailbox.blocks}.
 */
@NullMarked
package thiscord.hub.board;

import org.jspecify.annotations.NullMarked;
