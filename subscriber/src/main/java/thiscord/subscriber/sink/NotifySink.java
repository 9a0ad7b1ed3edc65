package thiscord.subscriber.sink;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.json.PayloadJson;

/**
 * Gives a notice of what was said to somebody, {@code @nick} in a room, or of everything. A few at a time are shown one by
 * one; of more than that the number is told with the next.
 */
public final class NotifySink implements Sink {
    /** Shows a notice; its texts have nothing in them that a terminal obeys. */
    interface Display {
        void show(String title, String text) throws NotTaken, InterruptedException;
    }

    static final int MOST_AT_A_TIME = 5;
    static final long TIME_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_TITLE = 80;
    private static final int MOST_TEXT = 240;
    private static final String MESSAGE = "thiscord.room.message";

    private final @Nullable List<Pattern> mentions;
    private final Collection<String> nicks;
    private final Display display;
    private final LongSupplier nanoTime;
    private long timeFrom;
    private int shown;
    private int unseen;

    /** @param nicks whose mentions are told; none for every event */
    public static NotifySink onThisScreen(Collection<String> nicks) {
        return new NotifySink(nicks, Screen.of(System.getenv()), System::nanoTime);
    }

    NotifySink(Collection<String> nicks, Display display, LongSupplier nanoTime) {
        this.nicks = List.copyOf(nicks);
        this.mentions =
                nicks.isEmpty() ? null : nicks.stream().map(NotifySink::mention).toList();
        this.display = display;
        this.nanoTime = nanoTime;
        this.timeFrom = nanoTime.getAsLong() - TIME_NANOS;
    }

    /** {@code @nick} that is not inside a word, a longer nick or an address; dots and dashes may end a sentence. */
    private static Pattern mention(String nick) {
        String inName = "[\\p{L}\\p{M}\\p{N}_.-]";
        String longer = "(?![.-]*[\\p{L}\\p{M}\\p{N}_@])";
        return Pattern.compile(
                "(?<!" + inName + ")@" + Pattern.quote(nick) + longer, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    @Override
    public synchronized void take(SinkEvent event) throws NotTaken, InterruptedException {
        Map<String, String> texts = PayloadJson.texts(event.payload());
        if (mentions != null && !isMention(texts)) {
            return;
        }
        long now = nanoTime.getAsLong();
        if (now - timeFrom >= TIME_NANOS) {
            timeFrom = now;
            shown = 0;
        }
        if (shown >= MOST_AT_A_TIME) {
            unseen++;
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add(text(event, texts));
        if (unseen > 0) {
            lines.add("(and " + unseen + " more before)");
        }
        display.show(shortened(title(event, texts), MOST_TITLE), String.join(" ", lines));
        shown++;
        unseen = 0;
    }

    private boolean isMention(Map<String, String> texts) {
        String text = texts.get("data.text");
        String from = texts.getOrDefault("data.from", "");
        return text != null
                && mentions != null
                && MESSAGE.equals(texts.get("type"))
                && nicks.stream().noneMatch(from::equalsIgnoreCase)
                && mentions.stream().anyMatch(one -> one.matcher(text).find());
    }

    private static String title(SinkEvent event, Map<String, String> texts) {
        String from = texts.get("data.from");
        String room = texts.get("data.room");
        return Printable.line(from != null && room != null ? from + " in " + room : event.topic());
    }

    private static String text(SinkEvent event, Map<String, String> texts) {
        String text = texts.getOrDefault("data.text", texts.get("text"));
        if (text == null) {
            text = new String(event.payload(), StandardCharsets.UTF_8);
        }
        return shortened(Printable.line(shortened(text, MOST_TEXT)), MOST_TEXT);
    }

    /** Cut between two characters, not within one. */
    private static String shortened(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }

    @Override
    public void close() {}
}
