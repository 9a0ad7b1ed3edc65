package thiscord.hub.session;

/** Hears who comes to the hub and goes, for the event plane. Called on sessions' loops; must not block. */
public interface SessionObserver {
    void login(String nick);

    void logout(String nick);
}
