package thiscord.system.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.charset.Charset;
import java.text.Format;
import java.time.format.DateTimeFormatter;
import java.util.Formatter;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the product writes and reads is the same on every machine: no formatting, case change or parsing in the default locale,
 * no bytes in the default charset, and the default time zone only where a person is shown a time.
 */
class LocaleTest {
    private static final String CONSTRUCTOR = "<init>";
    /** Methods that take a {@link Locale} where they depend on one. */
    private static final Set<String> LOCALE = Set.of("format", "formatted", "printf", "toLowerCase", "toUpperCase");

    private static final Set<String> READERS_AND_WRITERS = Set.of(
            "java.io.InputStreamReader",
            "java.io.OutputStreamWriter",
            "java.io.FileReader",
            "java.io.FileWriter",
            "java.io.PrintStream",
            "java.util.Scanner");

    /** They show times to a person, in the time zone of that person. */
    private static final String[] SHOWING_TIMES = {
        "thiscord.cli.Logging$OneLine", "thiscord.client.Sight", "thiscord.client.Setting", "thiscord.rooms.RoomsText"
    };

    @Test
    void nothingDependsOnTheLocaleOrTheCharsetOfTheMachine() {
        House.obeys(noDefaults());
    }

    @Test
    void nothingButTimesShownToPeopleDependsOnTheTimeZoneOfTheMachine() {
        House.obeys(noTimeZone(SHOWING_TIMES));
    }

    @Test
    void theRulesSeeEachWay() {
        House.wouldSee(
                noDefaults(),
                "String.format(",
                "String.formatted(",
                "String.toLowerCase()",
                "String.toUpperCase()",
                "PrintStream.printf(",
                "Formatter.<init>()",
                "Scanner.<init>(",
                "DecimalFormat.<init>(",
                "NumberFormat.getInstance()",
                "DateTimeFormatter.ofPattern(",
                "DateTimeFormatter.ofLocalizedDate(",
                "String.<init>([B)",
                "String.getBytes()",
                "FileReader.<init>(",
                "InputStreamReader.<init>(",
                "ByteArrayOutputStream.toString()",
                "Charset.defaultCharset()",
                "Locale.getDefault()");
        House.wouldSee(noTimeZone("nobody"), "ZoneId.systemDefault()", "LocalDateTime.now()");
    }

    private static ArchRule noDefaults() {
        return noClasses().should().accessTargetWhere(seen("it depends on the machine's locale or charset", access -> {
            AccessTarget target = access.getTarget();
            return target instanceof AccessTarget.CodeUnitAccessTarget unit
                    && (inDefaultLocale(unit) || inDefaultCharset(unit));
        }));
    }

    private static boolean inDefaultLocale(AccessTarget.CodeUnitAccessTarget unit) {
        JavaClass owner = unit.getOwner();
        String name = unit.getName();
        if (takes(unit, Locale.class)) {
            return false;
        }
        if (owner.isEquivalentTo(String.class) || owner.isAssignableTo(java.io.PrintStream.class)) {
            return LOCALE.contains(name)
                    && !(name.startsWith("to") && !unit.getRawParameterTypes().isEmpty());
        }
        if (owner.isAssignableTo(java.io.PrintWriter.class) || owner.isEquivalentTo(java.io.Console.class)) {
            return LOCALE.contains(name);
        }
        if (owner.isEquivalentTo(DateTimeFormatter.class)) {
            return name.equals("ofPattern") || name.startsWith("ofLocalized");
        }
        if (owner.isEquivalentTo(Locale.class)) {
            return name.equals("getDefault");
        }
        boolean made = name.equals(CONSTRUCTOR) || name.endsWith("Instance");
        return made && (owner.isEquivalentTo(Formatter.class) || owner.isAssignableTo(Format.class));
    }

    private static boolean inDefaultCharset(AccessTarget.CodeUnitAccessTarget unit) {
        String owner = unit.getOwner().getName();
        String name = unit.getName();
        if (owner.equals(Charset.class.getName())) {
            return name.equals("defaultCharset");
        }
        if (takes(unit, Charset.class) || takes(unit, String.class) && !owner.startsWith("java.io.File")) {
            return false;
        }
        if (owner.equals("java.lang.String")) {
            return name.equals("getBytes") || name.equals(CONSTRUCTOR) && takes(unit, byte[].class);
        }
        if (owner.equals("java.io.ByteArrayOutputStream")) {
            return name.equals("toString");
        }
        return name.equals(CONSTRUCTOR) && READERS_AND_WRITERS.contains(owner);
    }

    private static boolean takes(AccessTarget.CodeUnitAccessTarget unit, Class<?> type) {
        return unit.getRawParameterTypes().stream().anyMatch(one -> one.isEquivalentTo(type));
    }

    private static ArchRule noTimeZone(String... but) {
        Set<String> allowed = Set.of(but);
        return noClasses().should().accessTargetWhere(seen("it depends on the machine's time zone", access -> {
            String owner = access.getTargetOwner().getName();
            boolean here = owner.equals("java.time.ZoneId") && access.getName().equals("systemDefault")
                    || owner.equals("java.util.TimeZone")
                    || owner.matches("java\\.time\\.(Local|Zoned|Offset)\\w+")
                            && access.getName().equals("now")
                            && access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget unit
                            && unit.getRawParameterTypes().isEmpty();
            return here && !allowed.contains(access.getOriginOwner().getName());
        }));
    }

    /** A predicate over what code calls, reads or refers to. */
    private static DescribedPredicate<JavaAccess<?>> seen(
            String what, java.util.function.Predicate<JavaAccess<?>> predicate) {
        return DescribedPredicate.describe(what, predicate);
    }
}
