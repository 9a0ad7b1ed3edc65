package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.jline.utils.Colors;
import org.junit.jupiter.api.Test;

class ColoursTest {
    private static double part(int eightBits) {
        double c = eightBits / 255.0;
        return c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    @Test
    void everyNickCanBeReadOnBlackAndOnWhite() {
        for (int colour : Colours.NICKS) {
            int rgb = Colors.DEFAULT_COLORS_256[colour];
            double light = 0.2126 * part(rgb >> 16 & 255) + 0.7152 * part(rgb >> 8 & 255) + 0.0722 * part(rgb & 255);
            assertThat(Math.min((light + 0.05) / 0.05, 1.05 / (light + 0.05)))
                    .as("contrast of colour %d (WCAG 2, large text needs 3)", colour)
                    .isGreaterThan(3.5);
        }
    }

    @Test
    void aNickHasOneColourHoweverItIsWritten() {
        Colours colours = new Colours(true);

        assertThat(colours.nick("Ann")).isEqualTo(colours.nick("ann")).isNotEqualTo(colours.nick("bob"));
    }
}
