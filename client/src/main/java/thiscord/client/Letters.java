package thiscord.client;

import java.util.LinkedHashSet;
import java.util.Set;

/** The mail that was shown, so that what a killed hub gives again is not shown twice: the newest so many. */
final class Letters {
    private static final int MOST = 1000;

    private final Set<Long> seen = new LinkedHashSet<>();

    /** True if that was seen before; from now on it is. */
    boolean seen(long mail) {
        if (mail == 0) {
            return false;
        }
        if (!seen.add(mail)) {
            return true;
        }
        if (seen.size() > MOST) {
            seen.remove(seen.iterator().next());
        }
        return false;
    }
}
