package thiscord.client;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import thiscord.protocol.Names;

/** The nick to wear, what to take instead at the start, and the nicks that were worn. */
final class NickBook {
    private static final int MOST_KNOWN = 16;

    private final Set<String> wornKeys = new LinkedHashSet<>();
    private final List<String> atFirst;
    private List<String> wished;
    private int at;

    /** @param wished in the order to try them; at least one */
    NickBook(List<String> wished) {
        this.atFirst = List.copyOf(wished);
        this.wished = atFirst;
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

    /** Gives up the nick that was worn: the others of the start are tried again. False if there are none. */
    boolean giveUpWorn() {
        String worn = Names.key(nick());
        List<String> others =
                atFirst.stream().filter(other -> !Names.key(other).equals(worn)).toList();
        if (others.isEmpty()) {
            return false;
        }
        wished = others;
        at = 0;
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
