package thiscord.rooms;

import thiscord.protocol.directory.AccountSession;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PeopleSession;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.ServiceInfo;
import thiscord.protocol.directory.ServiceProof;

/** What is bound in the registry: says what it is, and logs in. Thread-safe. */
final class Door implements RoomService {
    private final ServiceInfo info;
    private final Sessions sessions;

    Door(ServiceInfo info, Sessions sessions) {
        this.info = info;
        this.sessions = sessions;
    }

    @Override
    public ServiceInfo info() {
        return info;
    }

    @Override
    public PersonSession login(Login login) throws Refused {
        return Guard.call("login", () -> sessions.person(login));
    }

    @Override
    public String challenge(Login login, String publicKey) throws Refused {
        return Guard.call("challenge", () -> sessions.challenge(login, publicKey));
    }

    @Override
    public AccountSession loginAccount(Login login, Credential credential) throws Refused {
        return Guard.call("account login", () -> sessions.account(login, credential));
    }

    @Override
    public PeopleSession administer(Login login, Credential credential) throws Refused {
        return Guard.call("administrator login", () -> sessions.administer(login, credential));
    }

    @Override
    public HubSession loginHub(Login login) throws Refused {
        return Guard.call("hub login", () -> sessions.hubWithoutSecret(login));
    }

    @Override
    public HubSession loginHub(Login login, Credential credential) throws Refused {
        return Guard.call("hub login", () -> sessions.hub(login, credential));
    }

    @Override
    public ServiceProof prove(Login login, String of, String nonce, String channel) throws Refused {
        return Guard.call("proof", () -> sessions.prove(login, of, nonce, channel));
    }
}
