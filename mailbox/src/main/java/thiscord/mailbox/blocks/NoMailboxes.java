package thiscord.mailbox.blocks;

import java.io.IOException;

/** A file that was read, and holds no mailboxes. */
public final class NoMailboxes extends IOException {
    private static final long serialVersionUID = 1;

    NoMailboxes(String line) {
        super(line);
    }
}
