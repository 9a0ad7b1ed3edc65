package thiscord.hub.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The members of one room who live on one loop. This is where fan-out happens, and where its cost is.
 *
 * <p>A message is copied once, into the batch of each dialect, however many members there are. At the end of the loop's
 * turn each member gets the batch in one write. So the work for a message does not grow with the room; only the work
 * for a turn does. A member who has something else coming in the middle of a turn first takes what the batch holds
 * ({@link #settle}), so that nothing overtakes. A member whose outbox is full is not waited for: it stops being live
 * and reads the log from where it stopped ({@link Subscription}).
 */
final class Audience {
    private static final int FLUSH_AT_BYTES = 256 * 1024;

    private final Loop loop;
    private final @Nullable ByteBuf[] batch;
    private Subscription[] members = new Subscription[4];
    private int size;
    private long last;
    private boolean dirty;
    private boolean unnumbered;

    Audience(Loop loop, int dialects) {
        this.loop = loop;
        this.batch = new ByteBuf[dialects];
    }

    /** Adds a member, who hears what is delivered from now on. */
    void add(Subscription member) {
        if (size == members.length) {
            members = Arrays.copyOf(members, size * 2);
        }
        member.place = size;
        member.taken = batched(member.dialect);
        members[size++] = member;
    }

    /** Takes a member out, who keeps what was delivered before. */
    void remove(Subscription member) {
        int place = member.place;
        if (place < size && members[place] == member) {
            settle(member);
            Subscription moved = members[--size];
            members[place] = moved;
            moved.place = place;
            Arrays.fill(members, size, size + 1, null);
        }
    }

    /** The newest seq that was delivered here. */
    long last() {
        return last;
    }

    void deliver(Encoded event) {
        if (event.seq() != 0) {
            last = event.seq();
        } else {
            unnumbered = true;
        }
        boolean full = false;
        for (int d = 0; d < batch.length; d++) {
            byte[] line = event.lines()[d];
            if (line.length > 0) {
                ByteBuf buffer = batch[d];
                if (buffer == null) {
                    buffer = ByteBufAllocator.DEFAULT.directBuffer(Math.max(1024, line.length));
                    batch[d] = buffer;
                }
                buffer.writeBytes(line);
                full |= buffer.writerIndex() >= FLUSH_AT_BYTES;
            }
        }
        if (!dirty) {
            dirty = true;
            loop.dirty(this);
        }
        if (full) {
            share();
        }
    }

    /** Gives one member what the batch holds for it. */
    void settle(Subscription member) {
        ByteBuf buffer = batch[member.dialect];
        if (buffer != null && member.taken < buffer.writerIndex()) {
            give(member, buffer);
        }
    }

    /** Marks that a member has what the batch holds, from the log. */
    void skip(Subscription member) {
        if (member.strayed) {
            member.strayed = false;
            loop.counts().addCaughtUp();
        }
        int batched = batched(member.dialect);
        member.unheard |= unnumbered && member.taken < batched;
        member.taken = batched;
    }

    void flush() {
        dirty = false;
        share();
        for (int d = 0; d < batch.length; d++) {
            ByteBuf buffer = batch[d];
            if (buffer != null) {
                buffer.release();
                batch[d] = null;
            }
        }
    }

    private void share() {
        for (int i = 0; i < size; i++) {
            Subscription member = members[i];
            ByteBuf buffer = batch[member.dialect];
            if (buffer != null) {
                if (member.taken < buffer.writerIndex()) {
                    give(member, buffer);
                }
                member.taken = 0;
            }
        }
        for (ByteBuf buffer : batch) {
            if (buffer != null) {
                buffer.clear();
            }
        }
        unnumbered = false;
    }

    private void give(Subscription member, ByteBuf buffer) {
        int from = member.taken;
        int to = buffer.writerIndex();
        member.taken = to;
        if (member.live && member.outbox.writable()) {
            member.next = last + 1;
            member.outbox.share(buffer, from, to - from);
            return;
        }
        member.unheard |= unnumbered;
        if (member.live) {
            member.fallBehind();
            loop.counts().addBehind();
        }
    }

    private int batched(int dialect) {
        ByteBuf buffer = batch[dialect];
        return buffer == null ? 0 : buffer.writerIndex();
    }
}
