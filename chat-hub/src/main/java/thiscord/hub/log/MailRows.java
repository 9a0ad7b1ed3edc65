package thiscord.hub.log;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Event;

/**
 * The rows of mail, written through the writer's connection, inside its transactions. A text is stored as a page of one
 * message is, so that it lies in overflow pages only and is overwritten when it is deleted. For the writer's thread.
 */
final class MailRows {
    private final Connection sql;
    private final PreparedStatement add;
    private final PreparedStatement addBody;
    private final PreparedStatement remove;
    private final PreparedStatement removeBody;
    private final MessageBytes bytes = new MessageBytes();

    MailRows(Connection sql) throws SQLException {
        this.sql = sql;
        add = sql.prepareStatement("insert into mail values (?, ?, ?, ?, ?, ?, ?, ?)");
        addBody = sql.prepareStatement("insert into mail_body values (?, ?)");
        remove = sql.prepareStatement("delete from mail where id = ?");
        removeBody = sql.prepareStatement("delete from mail_body where id = ?");
    }

    /**
     * All that waits, oldest first.
     *
     * @param since what is older has no digest
     */
    List<MailEntry> all(long since) throws SQLException {
        List<MailEntry> all = new ArrayList<>();
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery(
                        "select id, recipient, sender, called, at, bytes, room, seq from mail order by id")) {
            while (r.next()) {
                all.add(new MailEntry(
                        r.getLong(1),
                        r.getString(2),
                        r.getString(3),
                        r.getString(4),
                        r.getLong(5),
                        r.getInt(6),
                        r.getLong(7),
                        r.getLong(8),
                        r.getString(4) == null || r.getLong(5) < since ? 0 : digest(r.getLong(1))));
            }
        }
        return all;
    }

    /** Those that somebody may say again, as what was taken: a kill may have come between their commit and that mark. */
    List<DirectKey.Taken> taken(List<MailEntry> waiting) throws SQLException {
        List<DirectKey.Taken> taken = new ArrayList<>();
        try (PreparedStatement s = sql.prepareStatement("select body from mail_body where id = ?")) {
            for (MailEntry entry : waiting) {
                s.setLong(1, entry.id());
                try (ResultSet r = s.executeQuery()) {
                    if (entry.digest() != 0 && r.next()) {
                        String text = new MessageBytes.Entries(r.getBytes(1), true)
                                .message("")
                                .text();
                        Event.Direct said =
                                new Event.Direct(entry.from(), entry.to(), text, entry.at(), entry.called());
                        taken.add(new DirectKey.Taken(DirectKey.of(said), entry.at(), true));
                    }
                }
            }
        }
        return taken;
    }

    private long digest(long id) throws SQLException {
        try (PreparedStatement s = sql.prepareStatement("select body from mail_body where id = ?")) {
            s.setLong(1, id);
            try (ResultSet r = s.executeQuery()) {
                if (!r.next()) {
                    return 0;
                }
                String text = new MessageBytes.Entries(r.getBytes(1), true)
                        .message("")
                        .text();
                return MailEntry.digest(text.getBytes(StandardCharsets.UTF_8));
            } catch (DamagedException e) {
                // Whoever fetches it is told; until then it is like nothing that is said.
                return 0;
            }
        }
    }

    /** The newest id that was ever used; 0 if none was. */
    long newest() throws SQLException {
        return LogSchema.number(sql, "select seq from sqlite_sequence where name = 'mail'");
    }

    /** @param said what it says; null for a mention */
    void add(MailEntry entry, Event.@Nullable Direct said) throws SQLException {
        add.setLong(1, entry.id());
        add.setString(2, entry.to());
        add.setString(3, entry.from());
        add.setString(4, entry.called());
        add.setLong(5, entry.at());
        add.setInt(6, entry.bytes());
        add.setLong(7, entry.room());
        add.setLong(8, entry.seq());
        add.executeUpdate();
        if (said != null) {
            bytes.page()
                    .message(new Event.Message("", 0, said.from(), false, said.text(), said.at(), said.id(), false));
            addBody.setLong(1, entry.id());
            addBody.setBytes(2, bytes.blob());
            addBody.executeUpdate();
        }
    }

    void remove(Collection<MailEntry> entries) throws SQLException {
        for (MailEntry entry : entries) {
            remove.setLong(1, entry.id());
            remove.executeUpdate();
            if (!entry.mention()) {
                removeBody.setLong(1, entry.id());
                removeBody.executeUpdate();
            }
        }
    }

    /** Deletes what a failed commit may have left. */
    void forgetAfter(long id) throws SQLException {
        for (String table : List.of("mail", "mail_body")) {
            try (PreparedStatement s = sql.prepareStatement("delete from " + table + " where id > ?")) {
                s.setLong(1, id);
                s.execute();
            }
        }
    }
}
