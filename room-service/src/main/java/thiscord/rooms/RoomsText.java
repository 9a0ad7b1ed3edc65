package thiscord.rooms;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thiscord.protocol.Keeps;
import thiscord.protocol.directory.AccountInfo;
import thiscord.protocol.directory.AuditLine;
import thiscord.protocol.directory.InvitationInfo;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.Restriction;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.Standing;
import thiscord.protocol.rules.RoomRules;
import thiscord.protocol.rules.Times;

/** Rooms and members as a person reads them. Stateless; control characters of a peer do not reach the terminal. */
final class RoomsText {
    private static final int TOPIC_COLUMNS = 60;
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private RoomsText() {}

    static List<String> rooms(List<RoomInfo> rooms) {
        if (rooms.isEmpty()) {
            return List.of("There are no rooms yet; 'rooms create NAME' makes one.");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ROOM", "MEMBERS", "KEEPS", "TOPIC"));
        for (RoomInfo room : rooms) {
            rows.add(List.of(clean(room.name()), "" + room.members(), clean(room.keeps()), cut(clean(room.topic()))));
        }
        return table(rows);
    }

    static List<String> members(List<MemberInfo> members) {
        if (members.isEmpty()) {
            return List.of("Nobody is in it.");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NICK", "PRESENT", "LASTING", "ROLE"));
        for (MemberInfo member : members) {
            rows.add(List.of(clean(member.nick()), yes(member.present()), yes(member.lasting()), member.role()));
        }
        return table(rows);
    }

    static List<String> invitations(List<InvitationInfo> all) {
        if (all.isEmpty()) {
            return List.of("There are no invitations; 'rooms invitation create ROOM' makes one.");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "ROLE", "USES LEFT", "EXPIRES", "BY"));
        for (InvitationInfo one : all) {
            rows.add(List.of(
                    "" + one.id(),
                    clean(one.role()),
                    "" + one.usesLeft(),
                    Times.minute(one.expires()),
                    clean(one.by())));
        }
        return table(rows);
    }

    static List<String> room(RoomInfo room) {
        Keeps keeps = Keeps.parse(room.keeps());
        String created = DAY.withZone(ZoneId.systemDefault()).format(Instant.ofEpochMilli(room.createdAt()));
        return table(List.of(
                List.of("room", clean(room.name())),
                List.of("topic", room.topic().isEmpty() ? "-" : clean(room.topic())),
                List.of("members", "" + room.members()),
                List.of("keeps", clean(room.keeps()) + (keeps == null ? "" : ". " + keeps.inWords())),
                List.of("access", access(room)),
                List.of("created", created + " by " + clean(room.createdBy())),
                List.of("id", "" + room.id())));
    }

    private static String access(RoomInfo room) {
        return clean(room.access())
                + (room.locked() ? ", locked" : "")
                + (room.slowSeconds() == 0 ? "" : ", slow: one message in " + room.slowSeconds() + " s")
                + (room.endsAt() == 0 ? "" : ", ends at " + Times.minute(room.endsAt()));
    }

    static String rules(RoomInfo room) {
        return "'" + clean(room.name()) + "' is " + access(room) + ".";
    }

    static List<String> standings(List<Standing> standings) {
        if (standings.isEmpty()) {
            return List.of("Nothing is decided about anybody.");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NICK", "ROLE", "BANNED", "MUTED"));
        for (Standing one : standings) {
            rows.add(List.of(
                    clean(one.nick()),
                    one.role().isEmpty() ? "-" : clean(one.role()),
                    restricted(one.ban()),
                    restricted(one.mute())));
        }
        return table(rows);
    }

    static String standing(Standing one) {
        return standing(one, System.currentTimeMillis());
    }

    /** As it is at that time. */
    static String standing(Standing one, long now) {
        return "'" + clean(one.nick()) + "' has "
                + (one.role().isEmpty() ? "no role of its own" : "the role of " + clean(one.role()))
                + (one.ban().holds(now) ? ", is banned " + restricted(one.ban(), now) : "")
                + (one.mute().holds(now) ? ", is muted " + restricted(one.mute(), now) : "")
                + ".";
    }

    static List<String> accounts(List<AccountInfo> accounts) {
        if (accounts.isEmpty()) {
            return List.of("There are no accounts yet; 'people add NAME' makes one.");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NAME", "ADMIN", "DISABLED", "PASSWORD", "KEYS", "CREATED"));
        for (AccountInfo one : accounts) {
            rows.add(List.of(
                    clean(one.name()),
                    yes(one.admin()),
                    yes(one.disabled()),
                    yes(one.password()),
                    "" + one.keys().size(),
                    DAY.withZone(ZoneId.systemDefault()).format(Instant.ofEpochMilli(one.created()))));
        }
        return table(rows);
    }

    private static String restricted(Restriction one) {
        return restricted(one, System.currentTimeMillis());
    }

    private static String restricted(Restriction one, long now) {
        return one.holds(now) ? clean(RoomRules.inWords(one)) : "-";
    }

    static List<String> audit(List<AuditLine> lines) {
        if (lines.isEmpty()) {
            return List.of("Nothing is in the log.");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("WHEN", "ROOM", "WHO", "FROM", "WHAT", "ABOUT"));
        for (AuditLine one : lines) {
            rows.add(List.of(
                    Times.minute(one.at()),
                    one.room().isEmpty() ? "#" + one.roomId() : clean(one.room()),
                    orDash(one.by()),
                    orDash(one.from()),
                    clean(one.action()),
                    orDash(one.about())));
        }
        return table(rows);
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : clean(text);
    }

    private static String yes(boolean so) {
        return so ? "yes" : "no";
    }

    private static String cut(String topic) {
        int most = topic.codePointCount(0, topic.length());
        return most <= TOPIC_COLUMNS ? topic : topic.substring(0, topic.offsetByCodePoints(0, TOPIC_COLUMNS - 1)) + "…";
    }

    private static String clean(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().map(c -> Character.isISOControl(c) ? '?' : c).forEach(out::appendCodePoint);
        return out.toString();
    }

    /** Columns as wide as their widest cell; the last is not padded. */
    private static List<String> table(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = row.get(i);
                line.append(cell).append(" ".repeat(i == columns - 1 ? 0 : widths[i] - width(cell) + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
