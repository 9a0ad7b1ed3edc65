package thiscord.rooms.people;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import thiscord.protocol.Names;
import thiscord.protocol.directory.Refused;

/**
 * How often passwords may be guessed. Wrong ones are counted for the account at its address, for the account from all addresses,
 * and for the address; right ones are given back. Who fails much at one address takes nothing from accounts that others have
 * there: they still have {@link #LEAST} tries each. And an account that came in from an address is not held up there by what
 * is guessed elsewhere. Thread-safe.
 */
final class PasswordTries {
    /** Tries of an account at an address whose own are used up. */
    static final int LEAST = 3;

    /** What comes of a try. */
    interface Try {
        /** The password was right. */
        void right();
    }

    /** Of a credential that is too long to be guessed. */
    static final Try NOT_GUESSABLE = () -> {};

    private final Attempts byPair;
    private final Attempts leastByPair;
    private final Attempts byName;
    private final Attempts byAddress;
    /** Pairs of account and address that came in, the one that was used last at the end. */
    private final Map<String, Boolean> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > Attempts.MOST;
        }
    };

    PasswordTries(PeopleSettings settings, LongSupplier nanoTime) {
        byPair = new Attempts(settings.accountBurst(), settings.accountSeconds(), nanoTime);
        leastByPair = new Attempts(LEAST, settings.accountSeconds(), nanoTime);
        byName = new Attempts(settings.accountBurst(), settings.accountSeconds(), nanoTime);
        byAddress = new Attempts(settings.addressBurst(), settings.addressSeconds(), nanoTime);
    }

    /**
     * Counts a try as wrong until {@link Try#right}.
     *
     * @param exists true if there is such an account; who tries others has the tries of its address alone
     * @throws Refused too-fast
     */
    Try begin(String name, String from, boolean exists) throws Refused {
        String key = Names.key(name);
        String pair = key + " " + from;
        String inWords = "'" + name + "'";
        long wait = byAddress.take(from);
        boolean ofAddress = wait == 0;
        if (!ofAddress && (!exists || leastByPair.take(pair) > 0)) {
            throw People.tooOften("Your address", wait);
        }
        People.take(byPair, pair, inWords);
        boolean ofName = !isKnown(pair);
        if (ofName) {
            People.take(byName, key, inWords);
        }
        return () -> {
            if (ofAddress) {
                byAddress.giveBack(from);
            } else {
                leastByPair.giveBack(pair);
            }
            byPair.giveBack(pair);
            if (ofName) {
                byName.giveBack(key);
            }
            came(pair);
        };
    }

    private synchronized boolean isKnown(String pair) {
        return known.get(pair) != null;
    }

    private synchronized void came(String pair) {
        known.put(pair, true);
    }
}
