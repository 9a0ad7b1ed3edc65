/**
 * Mailboxes in a mapped file, which other processes of this machine may read: the layout, and one writer's way to it. Also
 * a library of its own, without any server. Imports nothing but the JDK and {@code cli}.
 */
@NullMarked
package thiscord.mailbox.blocks;

import org.jspecify.annotations.NullMarked;
