package thiscord.rooms.people;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How people are let in.
 *
 * @param guests who may come in without an account
 * @param registration true if a guest may make its nick an account
 * @param hash what a password costs; hashes of another cost are made anew at the next login
 * @param accounts how many there may be, at least 1
 * @param accountBurst how many logins of one name may fail in a row
 * @param accountSeconds after which one more may
 * @param addressBurst the same from one address
 * @param addressSeconds the same
 */
public record PeopleSettings(
        Guests guests,
        boolean registration,
        PasswordHash hash,
        int accounts,
        int accountBurst,
        int accountSeconds,
        int addressBurst,
        int addressSeconds) {
    /** Who may come in without an account. */
    public enum Guests {
        ON,
        OFF,
        LOOPBACK;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static @Nullable Guests ofWire(String wire) {
            for (Guests one : values()) {
                if (one.wire().equals(wire)) {
                    return one;
                }
            }
            return null;
        }
    }

    public static final PeopleSettings DEFAULT =
            new PeopleSettings(Guests.LOOPBACK, false, PasswordHash.DEFAULT, 10_000, 10, 30, 30, 6);

    public PeopleSettings {
        if (accounts < 1 || accountBurst < 1 || accountSeconds < 1 || addressBurst < 1 || addressSeconds < 1) {
            throw new IllegalArgumentException("each number of people's settings is at least 1");
        }
    }

    public PeopleSettings with(Guests who, boolean open) {
        return new PeopleSettings(
                who, open, hash, accounts, accountBurst, accountSeconds, addressBurst, addressSeconds);
    }

    public PeopleSettings withHash(PasswordHash other) {
        return new PeopleSettings(
                guests, registration, other, accounts, accountBurst, accountSeconds, addressBurst, addressSeconds);
    }

    /** The same for names and for addresses. */
    public PeopleSettings withAttempts(int burst, int seconds) {
        return new PeopleSettings(guests, registration, hash, accounts, burst, seconds, burst, seconds);
    }
}
