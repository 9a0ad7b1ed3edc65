package thiscord.hub.people;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.Change;
import thiscord.protocol.directory.PeopleInfo;
import thiscord.protocol.people.Ed25519;
import thiscord.protocol.people.RegisteredNames;
import thiscord.protocol.people.Ticket;

/**
 * The accounts as the room service told them last, so that nicks stay their owners' and tickets are good while it is away.
 * Read by any thread, without waiting; changed by the directory's thread alone, which writes the file.
 */
public final class PeopleCopy {
    private final @Nullable PeopleFile file;
    private final Clock clock;
    private final ConcurrentHashMap<String, AccountState> byKey = new ConcurrentHashMap<>();
    private final RegisteredNames names = new RegisteredNames();
    private volatile PeopleInfo info;
    private volatile @Nullable PublicKey ticketKey;

    private PeopleCopy(@Nullable PeopleFile file, String guests, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.info = new PeopleInfo("", guests, false);
    }

    /** Of a hub without a room service: there are no accounts, and everybody is a guest. */
    public static PeopleCopy none() {
        return new PeopleCopy(null, "on", Clock.systemUTC());
    }

    /**
     * What was known last. Before anything ever was, guests are let in from this machine.
     *
     * @param folder where it is kept; null to know nothing before the room service answers
     */
    public static PeopleCopy open(@Nullable Path folder, Clock clock) {
        PeopleFile file = folder == null ? null : new PeopleFile(folder);
        PeopleCopy copy = new PeopleCopy(file, "loopback", clock);
        PeopleFile.Content known = file == null ? null : file.read();
        if (known != null) {
            copy.take(known.info(), known.accounts());
        }
        return copy;
    }

    private void take(PeopleInfo now, List<AccountState> all) {
        info = now;
        ticketKey = Ed25519.publicKey(now.ticketKey());
        all.forEach(this::put);
    }

    private void put(AccountState state) {
        byKey.put(Names.key(state.name()), state);
        names.add(state.name());
    }

    private void drop(String name) {
        byKey.remove(Names.key(name));
        names.remove(name);
    }

    /**
     * The names of accounts that are known here and are not among all that there are, or are others' by now: what is kept for
     * them is nobody's.
     */
    public List<String> gone(List<AccountState> all) {
        Map<String, Long> ids = new HashMap<>();
        all.forEach(one -> ids.put(Names.key(one.name()), one.id()));
        return byKey.entrySet().stream()
                .filter(one -> isGone(one.getValue().id(), ids.get(one.getKey())))
                .map(one -> one.getValue().name())
                .toList();
    }

    private static boolean isGone(long known, @Nullable Long now) {
        return now == null || (known != 0 && now != 0 && known != now);
    }

    /** All that there is, in place of what was known; answers as {@link #gone}. */
    public List<String> reset(PeopleInfo now, List<AccountState> all) {
        List<String> gone = gone(all);
        // A new one may look like one that is gone, whose looks are its own only then.
        gone.forEach(this::drop);
        take(now, all);
        save();
        return gone;
    }

    /** What became of some accounts, in order. */
    public void apply(List<Change> changes) {
        for (Change one : changes) {
            if (one.kind().equals(Change.NO_ACCOUNT)) {
                drop(one.nick());
            } else {
                long generation = Long.parseLong(one.text());
                put(new AccountState(one.nick(), Math.abs(generation), generation < 0, one.roomId()));
            }
        }
        save();
    }

    private void save() {
        if (file != null) {
            file.write(new PeopleFile.Content(info, List.copyOf(byKey.values())));
        }
    }

    /** The account of a nick, or null. */
    public @Nullable AccountState find(String nick) {
        return byKey.get(Names.key(nick));
    }

    /** Null if a nick, or one that looks like it, belongs to nobody. */
    public @Nullable Refusal taken(String nick) {
        return names.taken(nick);
    }

    /** The same to the account {@code own}, which is not in its own way; null for a guest. */
    public @Nullable Refusal taken(String nick, @Nullable String own) {
        return names.taken(nick, own);
    }

    /** Null if who comes from there may be a guest. */
    public @Nullable Refusal guest(boolean loopback) {
        String guests = info.guests();
        return guests.equals("on") || (guests.equals("loopback") && loopback)
                ? null
                : new Refusal(
                        Reason.NOT_ALLOWED,
                        "Guests may not come in here; log in to an account: /login NAME PASSWORD, or thiscord"
                                + " client --account NAME.");
    }

    /**
     * The ticket, if it lets that account in now; else null. One of a generation that has not been heard of yet is good: the
     * signature says that there is one.
     */
    public @Nullable Ticket check(String nick, String text) {
        PublicKey key = ticketKey;
        AccountState account = find(nick);
        Ticket ticket = key == null || account == null ? null : Ticket.read(text, key);
        return ticket != null
                        && Names.key(ticket.name()).equals(Names.key(nick))
                        && ticket.generation() >= account.generation()
                        && !(account.disabled() && ticket.generation() == account.generation())
                        && ticket.expires() > clock.millis()
                ? ticket
                : null;
    }
}
