package thiscord.mailbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import thiscord.kit.Checkout;

/** The programs in docs/MAILBOX.md, so that tests run what readers copy. */
final class Manual {
    private static final Pattern PROGRAM = Pattern.compile("(?s)```python\n(.*?)```");

    private Manual() {}

    /** The programs in their order, from 0 on. */
    static String python(int which) {
        try {
            return PROGRAM.matcher(Files.readString(Checkout.root().resolve("docs/MAILBOX.md")))
                    .results()
                    .map((MatchResult program) -> program.group(1))
                    .skip(which)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
