package thiscord.system.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import thiscord.kit.Checkout;

/** Sizes, names and habits of the source files. */
class SourcesTest {
    private static final int MOST_LINES = 400;
    private static final int MOST_POM_LINES = 40;
    private static final int MOST_ROOT_POM_LINES = 200;

    private static final Set<String> VAGUE =
            Set.of("util", "utils", "common", "impl", "core", "manager", "helper", "misc");
    private static final Pattern VAGUE_CLASS =
            Pattern.compile("(Abstract|Default)[A-Z].*|.*(Impl|Util|Utils|Helper|Manager)|I[A-Z][a-z].*Interface");
    /** Split, so that this file passes. */
    private static final Pattern LATER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");

    private static final Pattern PRINTS = Pattern.compile("System\\s*\\.\\s*(out|err)\\b");

    private static final List<Path> JAVA = Sources.ending(".java");

    @Test
    void noFileIsTooLong() {
        assertThat(JAVA).hasSizeGreaterThan(50).allSatisfy(file -> {
            assertThat(tooLong(Sources.lines(file), MOST_LINES)).isFalse();
        });
    }

    @Test
    void pomsStayShort() {
        assertThat(Sources.ending("pom.xml")).hasSizeGreaterThan(10).allSatisfy(file -> {
            int most = file.getNameCount() == 1 ? MOST_ROOT_POM_LINES : MOST_POM_LINES;
            assertThat(tooLong(Sources.lines(file), most)).isFalse();
        });
    }

    @Test
    void everyPackageSaysWhatLivesThere() {
        assertThat(JAVA).filteredOn(SourcesTest::inMain).allSatisfy(file -> {
            Path about = Checkout.root().resolve(file).resolveSibling("package-info.java");
            assertThat(about).exists();
            assertThat(Files.readString(about)).contains("@NullMarked").startsWith("/**");
        });
    }

    @Test
    void noPackageOrClassHasAVagueName() {
        assertThat(JAVA).noneMatch(SourcesTest::vague);
        assertThat(vague(Path.of("hub/src/main/java/thiscord/hub/util/Texts.java")))
                .isTrue();
        assertThat(vague(Path.of("hub/src/main/java/thiscord/hub/RoomManager.java")))
                .isTrue();
    }

    @Test
    void onlyCommandsPrint() {
        assertThat(JAVA)
                .filteredOn(SourcesTest::inMain)
                .filteredOn(file -> !file.getFileName().toString().endsWith("Command.java"))
                .allSatisfy(file -> assertThat(Sources.lines(file)).noneMatch(line -> matches(PRINTS, line)));
        assertThat(matches(PRINTS, "        System.out.println(1);")).isTrue();
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(Stream.of(".java", ".md", ".xml", ".sh", "thiscord", "run")
                        .flatMap(suffix -> Sources.ending(suffix).stream()))
                .allSatisfy(file -> assertThat(Sources.lines(file)).noneMatch(line -> matches(LATER, line)));
        assertThat(matches(LATER, "// TO" + "DO later")).isTrue();
    }

    @Test
    void longMeansOverTheLimit() {
        List<String> lines = Collections.nCopies(MOST_LINES, "");

        assertThat(tooLong(lines, MOST_LINES)).isFalse();
        assertThat(tooLong(lines, MOST_LINES - 1)).isTrue();
    }

    private static boolean tooLong(List<String> lines, int most) {
        return lines.size() > most;
    }

    private static boolean matches(Pattern pattern, String line) {
        return pattern.matcher(line).find();
    }

    private static boolean inMain(Path file) {
        return parts(file).containsAll(List.of("src", "main")) && !file.startsWith("tests");
    }

    private static boolean vague(Path file) {
        String simple = file.getFileName().toString().replace(".java", "");
        List<String> parts = parts(file);
        List<String> packages = parts.subList(parts.indexOf("java") + 1, parts.size() - 1);
        return packages.stream().anyMatch(VAGUE::contains)
                || VAGUE_CLASS.matcher(simple).matches();
    }

    private static List<String> parts(Path file) {
        return IntStream.range(0, file.getNameCount())
                .mapToObj(i -> file.getName(i).toString())
                .toList();
    }
}
