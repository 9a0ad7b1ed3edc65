package thiscord.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import thiscord.protocol.Names;

/** The nick to wear, what to take instead at the start, and the nicks that were worn. */
final class NickBook {
    private static final int MOST_KNOWN = 16;

    private final Set<String> wornKeys = new LinkedHashSet<>();
    private List<String> wished;
    private int at;

    /** @param wished in the order to try them; at least one */
    NickBook(List<String> wished) {
        this.wished = List.copyOf(wished);
    }

    String nick() {
        return wished.get(at);
    }

    /** Takes the next one; false if there is none. */
    boolean takeNext() {
        if (at + 1 >= wished.size()) {
            return false;
        }
        at++;
        return true;
    }

    /** The hub agreed. From now on there is no other to take. */
    void wear(String nick) {
        wished = List.of(nick);
        at = 0;
        if (wornKeys.size() == MOST_KNOWN) {
            wornKeys.remove(wornKeys.iterator().next());
        }
        wornKeys.add(Names.key(nick));
    }

    /** True if we wear it or wore it: an echo of an earlier nick is ours too. */
    boolean isOurs(String nick) {
        return wornKeys.contains(Names.key(nick));
    }
}
