package thiscord.hub.log;

import java.sql.SQLException;

/** What was read is not what was written. */
final class DamagedException extends SQLException {
    private static final long serialVersionUID = 1;

    DamagedException(String what) {
        super(what);
    }
}
