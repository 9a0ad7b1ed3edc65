package thiscord.broker.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Segments that version 0.1.0 named in the digits of the system's locale. It did not recognise them at its next start, wrote over
 * them, and gave offsets again. For the start, with the folder held.
 */
final class ForeignNames {
    private ForeignNames() {}

    /**
     * Gives such segments the names that they should have.
     *
     * @return false if offsets were given twice, so that the journal cannot go on
     */
    static boolean renamed(Path folder) throws IOException {
        List<Path> foreign;
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.filter(file -> Segment.numberOf(file) != null).sorted().toList();
            foreign = all.stream().filter(file -> !isAscii(file)).toList();
        }
        if (foreign.isEmpty()) {
            return true;
        }
        if (foreign.size() < all.size() || !numberedOnce(foreign)) {
            for (Path file : foreign) {
                Files.delete(file);
            }
            return false;
        }
        for (Path file : foreign) {
            Files.move(file, properly(file));
        }
        return true;
    }

    private static Path properly(Path file) {
        Long number = Segment.numberOf(file);
        return file.resolveSibling(Segment.name(number == null ? 0 : number));
    }

    private static boolean isAscii(Path file) {
        return file.equals(properly(file));
    }

    private static boolean numberedOnce(List<Path> inOrder) throws IOException {
        Map<Bytes, Long> last = new HashMap<>();
        for (Path file : inOrder) {
            ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
            int at = 0;
            for (int size = Entry.sizeAt(all, at); size > 0 && at + size <= all.limit(); size = Entry.sizeAt(all, at)) {
                Entry entry = Entry.at(all, at);
                if (entry == null) {
                    return file.equals(inOrder.get(inOrder.size() - 1));
                }
                if (entry.isEvent()) {
                    Long before = last.put(Bytes.of(entry.name()), entry.number());
                    if (before != null && before >= entry.number()) {
                        return false;
                    }
                }
                at += size;
            }
        }
        return true;
    }
}
