package thiscord.protocol.people;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** The names of accounts, and which others look like them. Read by any thread; changed by one at a time. */
public final class RegisteredNames {
    private final ConcurrentHashMap<String, String> byKey = new ConcurrentHashMap<>();
    /** Keys of names by each of their skeletons. */
    private final ConcurrentHashMap<String, String> skeletons = new ConcurrentHashMap<>();
    /** The same by what they look like at a glance. */
    private final ConcurrentHashMap<String, String> looks = new ConcurrentHashMap<>();

    public void add(String name) {
        byKey.put(Names.key(name), name);
        LookAlikes.skeletons(name).forEach(skeleton -> skeletons.putIfAbsent(skeleton, Names.key(name)));
        LookAlikes.looks(name).forEach(look -> looks.putIfAbsent(look, Names.key(name)));
    }

    public void remove(String name) {
        String gone = byKey.remove(Names.key(name));
        if (gone != null) {
            LookAlikes.skeletons(gone).forEach(skeleton -> skeletons.remove(skeleton, Names.key(gone)));
            LookAlikes.looks(gone).forEach(look -> looks.remove(look, Names.key(gone)));
        }
    }

    /** Null if nobody has that name or one that looks like it. */
    public @Nullable Refusal taken(String nick) {
        return taken(nick, null);
    }

    /** The same to the account of the name {@code own}, which is not in its own way; null for a guest. */
    public @Nullable Refusal taken(String nick, @Nullable String own) {
        String mine = own == null ? "" : Names.key(own);
        String key = Names.key(nick);
        if (!key.equals(mine) && byKey.containsKey(key)) {
            return new Refusal(
                    Reason.NICK_REGISTERED,
                    "'" + nick + "' belongs to an account; log in to it, or take another nick.");
        }
        // Accounts of before the rule for names at a glance log in as they did.
        Map<String, String> those = own == null ? looks : skeletons;
        for (String look : own == null ? LookAlikes.looks(nick) : LookAlikes.skeletons(nick)) {
            String like = those.get(look);
            String name = like == null || like.equals(mine) ? null : byKey.get(like);
            if (name != null) {
                return new Refusal(
                        Reason.NICK_REGISTERED,
                        "'" + nick + "' looks like '" + name + "', which belongs to an account; take another nick.");
            }
        }
        return null;
    }
}
