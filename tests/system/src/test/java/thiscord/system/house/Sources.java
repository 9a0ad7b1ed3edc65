package thiscord.system.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import thiscord.kit.Checkout;

/** The files of the repository, without what is built or hidden. */
final class Sources {
    private static final Set<String> BUILT = Set.of("target", ".git", ".run", ".idea", ".vscode", ".settings");

    private Sources() {}

    /** All files whose name ends so, relative to the top, sorted. */
    static List<Path> ending(String suffix) {
        List<Path> found = new ArrayList<>();
        walk(Checkout.root(), found, file -> file.getFileName().toString().endsWith(suffix));
        return found;
    }

    private static void walk(Path folder, List<Path> found, Predicate<Path> wanted) {
        try (Stream<Path> children = Files.list(folder)) {
            for (Path child : children.sorted().toList()) {
                if (Files.isDirectory(child)) {
                    if (!BUILT.contains(child.getFileName().toString())) {
                        walk(child, found, wanted);
                    }
                } else if (wanted.test(child)) {
                    found.add(Checkout.root().relativize(child));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a file of the repository. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(Checkout.root().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
