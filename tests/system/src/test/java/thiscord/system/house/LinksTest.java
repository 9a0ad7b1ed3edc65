package thiscord.system.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import thiscord.kit.Checkout;

/** Links in the documents lead to files and headings that exist. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("(https?|mailto):.*");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*");

    @Test
    void everyLinkResolves() {
        List<String> dead = new ArrayList<>();
        for (Path page : Sources.ending(".md")) {
            dead.addAll(dead(page, Sources.lines(page)));
        }

        assertThat(dead).isEmpty();
    }

    @Test
    void aDeadLinkIsSeen() {
        Path page = Path.of("docs/PAGE.md");

        assertThat(dead(page, List.of("see [it](NOWHERE.md)"))).containsExactly("docs/PAGE.md: NOWHERE.md");
        assertThat(dead(page, List.of("# A heading", "[up](#a-heading) [down](#none)")))
                .containsExactly("docs/PAGE.md: #none");
        assertThat(dead(page, List.of("[out](https://example.org/x)", "    [code](x)", "`[code](x)`")))
                .isEmpty();
    }

    private static List<String> dead(Path page, List<String> lines) {
        List<String> dead = new ArrayList<>();
        for (String line : prose(lines)) {
            Matcher link = LINK.matcher(line);
            while (link.find()) {
                String to = link.group(1);
                if (!ELSEWHERE.matcher(to).matches() && !leads(page, lines, to)) {
                    dead.add(page + ": " + to);
                }
            }
        }
        return dead;
    }

    /** Without fenced, indented and inline code. */
    private static List<String> prose(List<String> lines) {
        List<String> prose = new ArrayList<>();
        boolean fenced = false;
        for (String line : lines) {
            if (line.strip().startsWith("```")) {
                fenced = !fenced;
            } else if (!fenced && !line.startsWith("    ")) {
                prose.add(line.replaceAll("`[^`]*`", ""));
            }
        }
        return prose;
    }

    private static boolean leads(Path page, List<String> lines, String to) {
        int hash = to.indexOf('#');
        String file = hash < 0 ? to : to.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (!file.isEmpty() && !Files.exists(Checkout.root().resolve(target))) {
            return false;
        }
        return hash < 0
                || anchors(file.isEmpty() ? lines : Sources.lines(target)).contains(to.substring(hash + 1));
    }

    private static List<String> anchors(List<String> lines) {
        return prose(lines).stream()
                .map(HEADING::matcher)
                .filter(Matcher::matches)
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }
}
