package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * Somebody was let in. Its text has no ticket.
 *
 * @param account the account's name, as it is registered
 * @param generation of the account; raised by whatever makes older tickets void
 * @param ticket see {@link thiscord.protocol.people.Ticket}
 * @param expires when that is void, in milliseconds since 1970 UTC
 */
public record Admission(String account, long generation, String ticket, long expires) implements Serializable {
    public Admission {
        account = Text.checked(account, 100);
        ticket = Text.checked(ticket, 600);
    }

    @Override
    public String toString() {
        return "Admission[" + account + ", generation " + generation + "]";
    }
}
