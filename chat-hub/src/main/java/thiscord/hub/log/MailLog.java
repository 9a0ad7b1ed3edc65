package thiscord.hub.log;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import thiscord.protocol.Event;
import thiscord.protocol.Refusal;

/**
 * What waits for nicks that nobody wears. Thread-safe; never blocks; stages complete normally, on threads of the log's,
 * once it is known whether something was stored. Nicks may be given in any of their forms.
 */
public interface MailLog {
    /** A page of mail ends when it holds so many characters of text, or so many letters. */
    int PAGE_CHARS = 32 * 1024;

    /** As above. */
    int PAGE_LETTERS = 100;

    /** Whether something waits for that nick; of now, or of a moment ago. */
    boolean waits(String nick);

    /**
     * Keeps a direct message; empty once it is stored, else why it is not. What has the
     * same sender, recipient, id and text as another of the last ten minutes that still waits is not kept twice.
     */
    CompletionStage<Optional<Refusal>> leave(Event.Direct said);

    /**
     * A direct message with an id was written to its recipient: a hub that starts after this one was killed does not give it again.
     * To be called at once, so that no kill comes between; does not wait for the disk.
     */
    void gave(Event.Direct said);

    /** Which direct messages were taken lately, before this start; oldest first. */
    List<DirectKey.Taken> taken();

    /** Notes that a message that a room has stored mentions a nick; empty once that is stored. Refused as soon as much waits. */
    CompletionStage<Optional<Refusal>> note(String to, long room, Event.Message said);

    /** What waits for a nick and has an id above that one. */
    CompletionStage<MailPage> read(String nick, long after);

    /** Deletes what was given to its recipient. To be called at once when it was written. */
    void given(String nick, List<Long> ids);

    /**
     * Erases all that waits for a nick, whose account is gone.
     *
     * @return true once that is written, false if it cannot be now
     */
    CompletionStage<Boolean> forget(String nick);

    /** How many mentions made place for others or were refused a place, since the start. */
    long dropped();
}
