package thiscord.hub.session;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import thiscord.hub.directory.RoomDirectory;
import thiscord.hub.room.ActiveRoom;
import thiscord.protocol.Event;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.Change;
import thiscord.protocol.directory.PeopleInfo;

/** Carries out in the hub what was changed over RMI. Thread-safe: posts to the loops of rooms and sessions. */
public record ControlFollower(Lobby lobby) implements RoomDirectory.Follower {
    private static final Logger LOG = System.getLogger("thiscord.hub");
    private static final int FORGET_SECONDS = 5;

    @Override
    public void deleted(String house, String room, long id, String why) {
        ActiveRoom open = lobby.rooms().find(room);
        if (open != null && open.id() == id) {
            lobby.rooms().end(open, why.isEmpty() ? "The room was deleted." : why);
        }
        new KeptRooms(lobby.rooms(), lobby.directory()).erase(house, id);
    }

    @Override
    public void topic(String room, String topic, String by) {
        ActiveRoom open = lobby.rooms().find(room);
        if (open != null) {
            open.setTopic(topic, by);
            lobby.looks().told(room);
        }
    }

    @Override
    public void joined(String room, String nick) {
        Session session = lobby.nicks().find(nick);
        if (session != null) {
            session.loop().post(() -> session.enterFromElsewhere(room));
        }
    }

    @Override
    public void left(String room, String nick) {
        ActiveRoom open = lobby.rooms().find(room);
        if (open != null) {
            open.expel(nick, "Your membership was ended.");
        }
    }

    @Override
    public void ruled(String room) {
        if (lobby.rooms().find(room) != null) {
            lobby.looks().anew(room);
        }
    }

    @Override
    public void expelled(String room, String nick, String why) {
        ActiveRoom open = lobby.rooms().find(room);
        if (open != null) {
            open.expel(nick, why);
        }
    }

    @Override
    public void notice(String room, String text, String by) {
        ActiveRoom open = lobby.rooms().find(room);
        if (open != null) {
            // What it tells of holds here by then.
            lobby.looks().whenLooked(room, () -> open.notice(text, by));
        }
    }

    @Override
    public void told(String room, String nick, String text) {
        Session session = lobby.nicks().find(nick);
        if (session != null) {
            session.loop().post(() -> {
                if (session.seating().find(room) == null) {
                    session.tell(new Event.Notice(room, text, null, null));
                }
            });
        }
    }

    @Override
    public void people(PeopleInfo info, List<AccountState> all) {
        forget(lobby.people().gone(all));
        List<String> gone = lobby.people().reset(info, all);
        gone.forEach(this::changed);
        // An account that is not known here yet may just have been made by who wears it.
        lobby.nicks().wearers().forEach(one -> one.post(() -> one.endIfVoid(false)));
    }

    @Override
    public void accounts(List<Change> changes) {
        forget(changes.stream()
                .filter(one -> one.kind().equals(Change.NO_ACCOUNT))
                .map(Change::nick)
                .toList());
        lobby.people().apply(changes);
        changes.forEach(one -> changed(one.nick()));
    }

    /**
     * Erases the mail of accounts that are gone, before their names are free here. Waits for that, some seconds at the most: the
     * copy of the accounts is written after it, so that a hub that ends in between does it again.
     */
    private void forget(List<String> gone) {
        MailDesk mail = lobby.mail();
        if (mail != null) {
            List<CompletableFuture<Boolean>> all = gone.stream()
                    .map(one -> mail.forget(one).toCompletableFuture())
                    .toList();
            all.forEach(one -> one.completeOnTimeout(false, FORGET_SECONDS, TimeUnit.SECONDS)
                    .join());
            if (!all.stream().allMatch(CompletableFuture::join)) {
                LOG.log(
                        Level.WARNING,
                        "hub: mail of an account that is gone cannot be erased now; see what is said of messages.db");
            }
        }
    }

    private void changed(String account) {
        Session wearer = lobby.nicks().find(account);
        if (wearer != null) {
            wearer.post(wearer::accountsChanged);
        }
    }

    @Override
    public void lost() {
        lobby.rooms().all().forEach(open -> lobby.looks().anew(open.name()));
        new KeptRooms(lobby.rooms(), lobby.directory()).compare();
    }
}
