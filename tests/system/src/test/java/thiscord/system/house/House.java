package thiscord.system.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;

/** The classes that the rules are about, read once, and those that break them. */
final class House {
    /** All of the product. */
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(
                    location -> !location.contains("/thiscord/system/") && !location.contains("/thiscord/kit/"))
            .importPackages("thiscord");

    /** The package of classes that break rules. */
    static final String FIXTURE = "thiscord.system.house.fixture";

    private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(FIXTURE);

    private House() {}

    /** The rule holds for the product. */
    static void obeys(ArchRule rule) {
        assertThat(CLASSES.size()).as("classes read").isGreaterThan(50);
        rule.check(CLASSES);
    }

    /** The same rule, made for the fixtures, finds what it should. */
    static void wouldSee(ArchRule rule, String... offences) {
        EvaluationResult result = rule.allowEmptyShould(true).evaluate(FIXTURES);
        assertThat(String.join("\n", result.getFailureReport().getDetails())).contains(offences);
    }
}
