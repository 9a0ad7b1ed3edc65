package thiscord.hub.session;

/**
 * What can be told of a session to whoever runs the hub.
 *
 * @param id 1, 2, 3 … within the hub
 * @param address the peer's host
 * @param nick empty if it has none yet
 * @param tls true if TLS is spoken
 */
public record SessionView(long id, String address, String nick, boolean tls) {}
