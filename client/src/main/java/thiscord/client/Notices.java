package thiscord.client;

import java.util.Map;

/** What rings and what notifies: the bell, and a notice on the desktop where the terminal can show one. */
final class Notices {
    private static final char BELL = '\u0007';
    private static final int MOST_CHARS = 80;
    private static final long QUIET_NANOS = 1_000_000_000L;

    private final Settings settings;
    private final Form form;
    private boolean rungBefore;
    private long rungAt;

    /** How a terminal takes a notice. */
    enum Form {
        /** OSC 9 ; TEXT: iTerm2, kitty, WezTerm, Ghostty. */
        NINE,
        /** OSC 777 ; notify ; TITLE ; TEXT: urxvt, foot, terminals with VTE. */
        SEVEN,
        NONE;

        /** What the terminal takes, by what it says of itself; none inside of tmux and screen, which pass nothing on. */
        static Form of(Map<String, String> environment) {
            String term = environment.getOrDefault("TERM", "");
            String program = environment.getOrDefault("TERM_PROGRAM", "");
            if (environment.containsKey("TMUX") || environment.containsKey("STY") || term.startsWith("screen")) {
                return NONE;
            }
            if (program.matches("iTerm\\.app|WezTerm|ghostty") || term.contains("kitty") || term.contains("ghostty")) {
                return NINE;
            }
            boolean seven = term.startsWith("rxvt-unicode")
                    || term.startsWith("foot")
                    || environment.containsKey("VTE_VERSION");
            return seven ? SEVEN : NONE;
        }
    }

    Notices(Settings settings, Form form) {
        this.settings = settings;
        this.form = form;
    }

    /**
     * What to send to the terminal for something that was heard; empty for nothing. At most one a second.
     *
     * @param mention true if it names the person, or is said to nobody else
     * @param words who and where, never what
     */
    String of(boolean mention, String words, long now) {
        boolean ring = wanted(Setting.BELL, mention);
        boolean notify = wanted(Setting.NOTIFY, mention) && form != Form.NONE;
        if (!ring && !notify || rungBefore && now - rungAt < QUIET_NANOS) {
            return "";
        }
        rungBefore = true;
        rungAt = now;
        return (notify ? notice(words) : "") + (ring ? String.valueOf(BELL) : "");
    }

    private boolean wanted(Setting setting, boolean mention) {
        String which = settings.get(setting);
        return which.equals("all") || which.equals("mentions") && mention;
    }

    private String notice(String words) {
        String harmless = Visible.line(words).replace(';', ',');
        String cut = harmless.codePointCount(0, harmless.length()) <= MOST_CHARS
                ? harmless
                : harmless.substring(0, harmless.offsetByCodePoints(0, MOST_CHARS));
        return (form == Form.NINE ? "\u001b]9;" : "\u001b]777;notify;ThisCord;") + cut + "\u001b\\";
    }
}
