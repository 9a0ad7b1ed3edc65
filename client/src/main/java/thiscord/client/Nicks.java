package thiscord.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import thiscord.protocol.Names;

/** The nick of somebody who did not choose one: the name of the user account, made valid. */
final class Nicks {
    private static final int MOST_TRIED = 9;

    private Nicks() {}

    /** The account's name as a nick, then the same with 2 to 9, for when it is in use. */
    static List<String> of(String account) {
        String nick = valid(account);
        List<String> out = new ArrayList<>(List.of(nick));
        for (int n = 2; n <= MOST_TRIED; n++) {
            out.add(nick + n);
        }
        return out;
    }

    private static String valid(String account) {
        String name = account.replaceAll("[^\\p{L}\\p{Nd}_.-]", "").replaceAll("^[.-]+", "");
        int most = Math.min(name.codePointCount(0, name.length()), Names.MAX_NICK - 1);
        name = name.substring(0, name.offsetByCodePoints(0, most));
        return Names.checkNewNick(name) == null
                ? name
                : "guest" + Integer.toString(account.hashCode() & 0xffff, 36).toLowerCase(Locale.ROOT);
    }
}
