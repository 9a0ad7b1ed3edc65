package thiscord.protocol.people;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.util.VersionInfo;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

class LookAlikesTest {
    private static boolean alike(String one, String other) {
        return !Collections.disjoint(LookAlikes.skeletons(one), LookAlikes.skeletons(other));
    }

    @ParameterizedTest
    @CsvSource({
        "alice, аlice", // Cyrillic a
        "alice, alіce", // Ukrainian i
        "bob, b0b",
        "BOB, B0B",
        "paul, pauI", // capital i
        "PAUL, PAU1",
        "bob1, bobl",
        "mario, rnario",
        "Omar, Οmar", // Greek omicron
        "scope, ѕсоре", // all Cyrillic
        "alice, ALICE",
        "vera, νera" // Greek nu
    })
    void whatAPersonTakesForTheSameIsAlike(String one, String other) {
        assertThat(alike(one, other)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"alice, alicia", "bob, rob", "anna1, anna2", "zoë, zoe", "иван, петр", "jan, jane", "mia, mya"})
    void whatAPersonTellsApartIsNot(String one, String other) {
        assertThat(alike(one, other)).isFalse();
    }

    private static String hex(String text) {
        return text.codePoints().mapToObj(Integer::toHexString).collect(Collectors.joining(" "));
    }

    /** The resource is ICU's own table for the characters that names can have. */
    @ParameterizedTest
    @ValueSource(
            strings = {"alice.", "alice_", "alice-", "_alice", "al1ce", "ALICE_", "al\u00edce", "al1c\u00e9", "alice__"
            })
    void aNameThatLastsIsNotTakenForAnotherAtAGlance(String other) {
        RegisteredNames names = new RegisteredNames();
        names.add("alice");

        assertThat(names.taken(other)).isNotNull().extracting(Refusal::reason).isEqualTo(Reason.NICK_REGISTERED);
        names.remove("alice");
        assertThat(names.taken(other)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alina", "alice2", "malice", "alicia", "al.ice2", "bob", "lan", "jo_an"})
    void namesThatDifferMayBothLastAndOldAccountsLogIn(String other) {
        RegisteredNames names = new RegisteredNames();
        for (String one : List.of("alice", "ian", "joan", "alice_")) {
            names.add(one);
        }

        assertThat(names.taken(other)).isNull();
        assertThat(names.taken("alice_", "alice_")).isNull();
        assertThat(names.taken("alice", "alice")).isNull();
    }

    @Test
    void theTableIsThatOfIcu() throws Exception {
        StringBuilder wanted = new StringBuilder(
                "# Made from ICU4J " + VersionInfo.ICU_VERSION.getMajor() + "." + VersionInfo.ICU_VERSION.getMinor()
                        + " (Unicode TS 39) by LookAlikesTest: a character, its prototype.\n");
        SpoofChecker icu = new SpoofChecker.Builder().build();
        Normalizer2 apart = Normalizer2.getNFDInstance();
        Normalizer2 compatible = Normalizer2.getNFKCInstance();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = Character.getType(c) == Character.SURROGATE ? "" : Character.toString(c);
            boolean inNames = UCharacter.isLetterOrDigit(c)
                    || List.of(UCharacter.NON_SPACING_MARK, UCharacter.COMBINING_SPACING_MARK)
                            .contains(UCharacter.getType(c))
                    || c == '-'
                    || c == '_'
                    || c == '.';
            if (inNames && !text.isEmpty() && apart.isNormalized(text) && compatible.isNormalized(text)) {
                String prototype = icu.getSkeleton(text);
                wanted.append(prototype.equals(text) ? "" : hex(text) + "=" + hex(prototype) + "\n");
            }
        }
        Files.writeString(Path.of("target", "look-alikes.txt"), wanted);

        try (InputStream table = LookAlikes.class.getResourceAsStream("look-alikes.txt")) {
            assertThat(table)
                    .as("copy target/look-alikes.txt into src/main/resources")
                    .isNotNull();
            assertThat(new String(table.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(wanted.toString());
        }
    }
}
