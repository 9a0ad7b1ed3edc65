package thiscord.hub.log;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import thiscord.protocol.Event;

/**
 * The rows of what is to be published and of demands to erase, written through the writer's connection, inside its transactions.
 * The name of a room in a demand is stored as a page of one message is, so that it is overwritten when it is deleted. For the
 * writer's thread.
 */
final class OutboxRows {
    /** Messages of a room, from the first to the last, that are to be published; the last of an open range is {@link #OPEN}. */
    record Range(long first, long last) {}

    /** The broker is to erase the events of a room; {@code publisher} names whoever demands it, for this demand alone. */
    record Demand(long id, String publisher, String room) {}

    /** Whatever is stored next belongs to the range too. */
    static final long OPEN = Long.MAX_VALUE;

    private final Connection sql;
    private final PreparedStatement addRange;
    private final PreparedStatement removeRanges;
    private final PreparedStatement addDemand;
    private final PreparedStatement removeDemand;
    private final MessageBytes bytes = new MessageBytes();

    OutboxRows(Connection sql) throws SQLException {
        this.sql = sql;
        addRange = sql.prepareStatement("insert into outbox values (?, ?, ?)");
        removeRanges = sql.prepareStatement("delete from outbox where room = ?");
        addDemand = sql.prepareStatement("insert or ignore into demand values (?, ?, ?)");
        removeDemand = sql.prepareStatement("delete from demand where id = ?");
    }

    /** Takes a range of a room. */
    @FunctionalInterface
    interface Ranges {
        void take(long room, Range range);
    }

    /** Gives all ranges, those of a room in order. */
    void ranges(Ranges taker) throws SQLException {
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery("select room, first, last from outbox order by room, first")) {
            while (r.next()) {
                taker.take(r.getLong(1), new Range(r.getLong(2), r.getLong(3)));
            }
        }
    }

    /** All that is to be published of a room now. */
    void setRanges(long room, Collection<Range> ranges) throws SQLException {
        removeRanges.setLong(1, room);
        removeRanges.executeUpdate();
        for (Range range : ranges) {
            addRange.setLong(1, room);
            addRange.setLong(2, range.first());
            addRange.setLong(3, range.last());
            addRange.executeUpdate();
        }
    }

    /** All demands, oldest first. */
    List<Demand> demands() throws SQLException {
        List<Demand> all = new ArrayList<>();
        try (Statement s = sql.createStatement();
                ResultSet r = s.executeQuery("select id, publisher, body from demand order by id")) {
            while (r.next()) {
                String room = new MessageBytes.Entries(r.getBytes(3), true)
                        .message("")
                        .text();
                all.add(new Demand(r.getLong(1), r.getString(2), room));
            }
        }
        return all;
    }

    void add(Demand demand) throws SQLException {
        addDemand.setLong(1, demand.id());
        addDemand.setString(2, demand.publisher());
        bytes.page().message(new Event.Message("", 0, "", false, demand.room(), 0, null, false));
        addDemand.setBytes(3, bytes.blob());
        addDemand.executeUpdate();
    }

    void remove(Demand demand) throws SQLException {
        removeDemand.setLong(1, demand.id());
        removeDemand.executeUpdate();
    }
}
