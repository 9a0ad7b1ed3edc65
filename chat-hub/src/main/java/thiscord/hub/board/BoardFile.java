package thiscord.hub.board;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import thiscord.mailbox.blocks.Blocks;
import thiscord.mailbox.blocks.Content;
import thiscord.mailbox.blocks.Layout;
import thiscord.protocol.Command;
import thiscord.protocol.Names;

/**
 * The boards of rooms in a file of mailboxes, one each; docs/MAILBOX.md says how they look there. The file is made with the
 * first board. For one thread; blocks.
 *
 * <p>What was written or wiped is on the disk when a method returns, and what stood there before is zeros then. A process that
 * is killed in between leaves what was before or after, and {@link #open} writes over what else it left.
 */
final class BoardFile implements AutoCloseable {
    /** How many rooms may have one. */
    static final int MOST_BOARDS = 512;

    /** Two numbers, a room's name and a nick of the widest letters, and the text; a whole number of 64 bytes. */
    private static final int BYTES =
            (2 * 20 + 4 * (Names.MAX_ROOM + Names.MAX_NICK) + 4 + Command.Board.MOST_BYTES + 63) / 64 * 64;

    private record Place(int mailbox, String room) {}

    /** One mailbox: {@code ROOM-ID MILLISECONDS}, the room's name, who wrote, a line each, and the text. */
    private record Stored(long id, String room, Written written) {
        static Stored parse(String content) throws IOException {
            String[] part = content.split("[ \n]", 5);
            try {
                return new Stored(
                        Long.parseLong(part[0]), part[2], new Written(part[4], part[3], Long.parseLong(part[1])));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw new IOException("a mailbox holds what is no board", e);
            }
        }

        byte[] bytes() {
            String head = id + " " + written.at() + "\n" + room + "\n" + written.by() + "\n";
            return (head + written.text()).getBytes(StandardCharsets.UTF_8);
        }
    }

    private final Path path;
    private final Map<Long, Place> places = new HashMap<>();
    private final BitSet taken = new BitSet();
    private @Nullable Blocks blocks;

    private BoardFile(Path path) {
        this.path = path;
    }

    /** Finds the boards that are there, if any. */
    static BoardFile open(Path path) throws IOException {
        BoardFile file = new BoardFile(path);
        if (Files.exists(path)) {
            Blocks found = Blocks.open(path);
            try {
                file.find(found);
            } catch (IOException e) {
                found.close();
                throw e;
            }
        }
        return file;
    }

    private void find(Blocks found) throws IOException {
        if (found.layout().bytes() < BYTES) {
            throw new IOException("it was made by another version");
        }
        for (int mailbox = 0; mailbox < found.layout().mailboxes(); mailbox++) {
            Content content = found.read(mailbox);
            if (content.version() == 0) {
                found.wipe(mailbox);
            } else {
                Stored stored = Stored.parse(content.text());
                found.settle(mailbox);
                places.put(stored.id(), new Place(mailbox, stored.room()));
                taken.set(mailbox);
            }
        }
        blocks = found;
    }

    /** How many were found without any whole content; they are empty now. */
    int damaged() {
        return blocks == null ? 0 : blocks.damaged();
    }

    /** The names, by id, of the rooms that have one. */
    Map<Long, String> rooms() {
        Map<Long, String> rooms = new HashMap<>();
        places.forEach((id, place) -> rooms.put(id, place.room()));
        return rooms;
    }

    /** What stands on the board of that room. */
    Written read(long id) throws IOException {
        Place place = places.get(id);
        return place == null || blocks == null
                ? Written.NOTHING
                : Stored.parse(blocks.read(place.mailbox()).text()).written();
    }

    /** Puts a text on the board of a room; false if there are as many boards as may be. */
    boolean write(long id, String room, Written written) throws IOException {
        Place before = places.get(id);
        int mailbox = before == null ? taken.nextClearBit(0) : before.mailbox();
        Blocks there = blocks;
        if (there == null) {
            there = Blocks.create(path, new Layout(MOST_BOARDS, BYTES));
            blocks = there;
        }
        if (mailbox >= there.layout().mailboxes()) {
            return false;
        }
        there.write(mailbox, new Stored(id, room, written).bytes());
        places.put(id, new Place(mailbox, room));
        taken.set(mailbox);
        there.settle(mailbox);
        return true;
    }

    /** Writes zeros over the board of that room, if it has one. */
    void wipe(long id) {
        Place place = places.get(id);
        if (place != null && blocks != null) {
            blocks.wipe(place.mailbox());
            places.remove(id);
            taken.clear(place.mailbox());
        }
    }

    @Override
    public void close() throws IOException {
        if (blocks != null) {
            blocks.close();
        }
    }
}
