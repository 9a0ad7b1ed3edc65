package thiscord.cli;

/** Decimal digits in names of files. Thread-safe. */
public final class Digits {
    private Digits() {}

    /**
     * The text with each decimal digit of any script as an ASCII digit. Versions up to 0.1.0 wrote numbers in the digits of the
     * system's locale.
     */
    public static String ascii(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        text.codePoints().forEach(c -> ascii.appendCodePoint(Character.isDigit(c) ? '0' + Character.digit(c, 10) : c));
        return ascii.toString();
    }
}
