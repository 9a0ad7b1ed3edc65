package thiscord.hub.engine;

/** Somebody's seat in one room. Made by the caller of {@link Room#join} and handed back with each command. */
public final class Member {
    private String nick;
    private boolean in;

    /** @param nick as {@link thiscord.protocol.Names} allows it */
    public Member(String nick) {
        this.nick = nick;
    }

    public String nick() {
        return nick;
    }

    /** True from an accepted join until the leave. */
    public boolean in() {
        return in;
    }

    void enter() {
        in = true;
    }

    void exit() {
        in = false;
    }

    void rename(String to) {
        nick = to;
    }
}
