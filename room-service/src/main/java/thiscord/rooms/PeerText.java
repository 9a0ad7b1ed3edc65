package thiscord.rooms;

import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** Text as a peer may have sent it. */
final class PeerText {
    private PeerText() {}

    /** Why it is no topic, or null. */
    static @Nullable Refusal wrongTopic(String topic, int mostChars) {
        if (topic.length() > mostChars) {
            return new Refusal(Reason.TEXT_TOO_LONG, "A topic has at most " + mostChars + " characters.");
        }
        return oneLine(topic) ? null : new Refusal(Reason.BAD_FIELD, "A topic is one line of text.");
    }

    /** Names in refusals are cut and cleaned; a peer may have sent anything. */
    static String shown(String name) {
        String clean = name.codePoints()
                .limit(Names.MAX_ROOM)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.equals(name) ? name : clean + "…";
    }

    /** True if it is one line without control characters or half characters. */
    static boolean oneLine(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c)
                        || c == '\u2028'
                        || c == '\u2029'
                        || Character.getType(c) == Character.SURROGATE);
    }
}
