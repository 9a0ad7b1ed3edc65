package thiscord.rooms.people;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Names;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.AccountInfo;
import thiscord.protocol.directory.AccountState;
import thiscord.protocol.directory.Admission;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PeopleInfo;
import thiscord.protocol.directory.Refused;
import thiscord.protocol.directory.SecretProof;
import thiscord.protocol.directory.ServiceProof;
import thiscord.protocol.people.Ed25519;
import thiscord.protocol.people.LoginProof;
import thiscord.protocol.people.Ticket;
import thiscord.protocol.rules.AddressKey;

/**
 * Who is let in, and under which nick. Thread-safe; what has to do with a password blocks, for some seconds at the most.
 * Every refusal of a wrong login has one text and takes as long, whatever is wrong.
 */
public final class People implements AutoCloseable {
    private static final long TICKET_MILLIS = 3_600_000;

    private final PeopleSettings settings;
    private final Accounts accounts;
    private final Clock clock;
    private final HashingPool hashing = new HashingPool();
    private final Attempts byAddress;
    private final Attempts registrations;
    private final PasswordTries tries;
    private final Challenges challenges;
    private final KeyPair ticketKey;
    private final ProvenSecret administrators;
    /** Is hashed against when there is no account, so that it takes as long. */
    private final String nobodysHash;

    /**
     * Loads what is stored, and makes the secrets that are missing in the folder.
     *
     * @param ownKey the fingerprint of this service's TLS; empty if it speaks none
     */
    public People(
            Path folder,
            PeopleSettings settings,
            AccountStore store,
            PeopleObserver observer,
            Clock clock,
            Supplier<String> ownKey) {
        this.settings = settings;
        this.clock = clock;
        this.accounts = new Accounts(store, observer, settings.accounts());
        this.byAddress = new Attempts(settings.addressBurst(), settings.addressSeconds(), System::nanoTime);
        this.registrations = new Attempts(settings.addressBurst(), settings.addressSeconds(), System::nanoTime);
        this.tries = new PasswordTries(settings, System::nanoTime);
        this.challenges = new Challenges(clock::millis);
        this.ticketKey = SecretFiles.ticketKey(folder);
        this.administrators = new ProvenSecret(SecretProof.ADMINISTRATORS, SecretFiles.adminSecret(folder), ownKey);
        this.nobodysHash = settings.hash().ofNobody();
    }

    public PeopleInfo info() {
        return new PeopleInfo(
                Ed25519.text(ticketKey.getPublic()), settings.guests().wire(), settings.registration());
    }

    /** What a hub has to know of them, a page. */
    public List<AccountState> states(String after, int limit) {
        return accounts.states(after, limit);
    }

    public List<AccountInfo> list(String after, int limit) {
        return accounts.list(after, limit);
    }

    public int count() {
        return accounts.count();
    }

    /** The account of a name, or null. */
    public @Nullable Account find(String name) {
        return accounts.find(name);
    }

    /** Refuses a guest that may not come in, or not under that nick. */
    public void admitGuest(String nick, boolean loopback) throws Refused {
        Accounts.refuse(Names.checkNewNick(nick));
        Accounts.refuse(accounts.taken(nick));
        boolean open = settings.guests() == PeopleSettings.Guests.ON
                || (settings.guests() == PeopleSettings.Guests.LOOPBACK && loopback);
        if (!open) {
            throw new Refused(
                    Reason.NOT_ALLOWED, "Guests may not come in here (--guests); log in to an account of yours.");
        }
    }

    public String challenge(String name, String publicKey) throws Refused {
        Accounts.refuse(Names.checkNick(name));
        if (Ed25519.publicKey(publicKey) == null) {
            throw new Refused(Reason.BAD_FIELD, "That is no public key of Ed25519 in X.509 and Base64.");
        }
        return challenges.nonce(name, publicKey);
    }

    /** Proves that this service knows what is in the administrators' file. */
    public ServiceProof prove(Login login, String nonce, String channel) throws Refused {
        return administrators.prove(login, nonce, channel);
    }

    /** True if it proves that its sender knows what is in the administrators' file. */
    public boolean isAdministrator(Login login, Credential shown, String address) throws Refused {
        ProvenSecret.refuseShown(shown, SecretFiles.ADMIN);
        if (!shown.kind().equals(Credential.PROOF)) {
            return false;
        }
        // It is too long to be guessed: whoever has it comes in also while others at its address fail.
        if (!administrators.isProven(login, shown)) {
            take(byAddress, place(address), "Your address");
            throw new Refused(Reason.BAD_LOGIN, "That is not the secret of this service's " + SecretFiles.ADMIN + ".");
        }
        return true;
    }

    /**
     * Somebody showed a wrong secret, which is too long to be guessed.
     *
     * @throws Refused too-fast, if too many from there were wrong
     */
    public void wrongSecret(String address) throws Refused {
        take(byAddress, place(address), "Your address");
    }

    /** By what failures are counted: the address as {@link AddressKey} has it, behind what names the hub if there is one. */
    static String place(String address) {
        int at = address.lastIndexOf(' ') + 1;
        return address.substring(0, at) + AddressKey.of(address.substring(at));
    }

    static void take(Attempts attempts, String who, String inWords) throws Refused {
        long seconds = attempts.take(who);
        if (seconds > 0) {
            throw tooOften(inWords, seconds);
        }
    }

    static Refused tooOften(String inWords, long seconds) {
        return new Refused(
                Reason.TOO_FAST,
                inWords + " failed to log in too often; try again in " + seconds
                        + (seconds == 1 ? " second." : " seconds."));
    }

    /** Lets in who has the password or a key itself: a ticket, which may have leaked, opens nothing that outlasts it. */
    public Account prove(Credential shown, String address) throws Refused, InterruptedException {
        if (shown.kind().equals(Credential.TICKET)) {
            throw notByTicket();
        }
        return login(shown, address);
    }

    /** What a ticket does not open. */
    public static Refused notByTicket() {
        return new Refused(Reason.NOT_ALLOWED, "A ticket is not enough: log in with your password or key for that.");
    }

    /**
     * Lets an account in.
     *
     * @param address where it comes from, by which failures are counted
     * @throws Refused bad-login, too-fast, not-allowed if it is disabled
     */
    public Account login(Credential shown, String address) throws Refused, InterruptedException {
        Accounts.refuse(Names.checkNick(shown.name()));
        String from = place(address);
        boolean guessable = shown.kind().equals(Credential.PASSWORD);
        Account found = accounts.find(shown.name());
        PasswordTries.Try attempt =
                guessable ? tries.begin(shown.name(), from, found != null) : PasswordTries.NOT_GUESSABLE;
        boolean right = isRight(shown, found, from);
        // To look at a password takes a while, in which the account may have gone or changed.
        Account account = accounts.find(shown.name());
        if (!right || found == null || account == null || account.generation() != found.generation()) {
            if (!guessable) {
                // What cannot be guessed is looked at first: who has the right one comes in while others there fail.
                take(byAddress, from, "Your address");
            }
            throw new Refused(
                    Reason.BAD_LOGIN,
                    "That is not how '" + shown.name() + "' logs in: no such account, or not its " + shown.kind()
                            + ".");
        }
        attempt.right();
        if (account.disabled()) {
            throw new Refused(
                    Reason.NOT_ALLOWED,
                    "The account '" + account.name() + "' is disabled; an administrator can enable it.");
        }
        return account;
    }

    private boolean isRight(Credential shown, @Nullable Account account, String from)
            throws Refused, InterruptedException {
        return switch (shown.kind()) {
            case Credential.PASSWORD -> isPassword(shown.secret(), account, from);
            case Credential.KEY -> isKey(shown, account);
            case Credential.TICKET -> isTicket(shown, account);
            default -> throw new Refused(Reason.BAD_FIELD, "One logs in with a password, a key or a ticket.");
        };
    }

    private boolean isPassword(String password, @Nullable Account account, String from)
            throws Refused, InterruptedException {
        if (password.length() > Credential.MOST_PASSWORD) {
            return false;
        }
        boolean has = account != null && !account.hash().isEmpty();
        String hash = has ? account.hash() : nobodysHash;
        return hashing.run(from, () -> {
            boolean right = PasswordHash.matches(hash, password) && has;
            if (right && settings.hash().differsFrom(hash)) {
                String anew = settings.hash().of(password);
                accounts.change(account.name(), now -> now.hash().equals(hash) ? now.withHash(anew) : now);
            }
            return right;
        });
    }

    private boolean isKey(Credential shown, @Nullable Account account) {
        PublicKey key = Ed25519.publicKey(shown.secret());
        boolean proven = key != null
                && challenges.isOurs(shown.nonce(), shown.name(), shown.secret())
                && LoginProof.verifies(key, shown.nonce(), shown.name(), shown.signature());
        return proven && account != null && account.keys().contains(shown.secret()) && challenges.spend(shown.nonce());
    }

    private boolean isTicket(Credential shown, @Nullable Account account) {
        Ticket ticket = Ticket.read(shown.secret(), ticketKey.getPublic());
        return ticket != null
                && account != null
                && Names.key(ticket.name()).equals(account.key())
                && ticket.generation() == account.generation()
                && ticket.expires() > clock.millis();
    }

    /** A ticket of that account, as it is. */
    public Admission admission(Account account) {
        long now = clock.millis();
        Ticket ticket = new Ticket(account.name(), account.generation(), now, now + TICKET_MILLIS);
        return new Admission(
                account.name(), account.generation(), ticket.signed(ticketKey.getPrivate()), ticket.expires());
    }

    /** Makes a guest's nick an account. */
    public Account register(String nick, String password, String address) throws Refused, InterruptedException {
        if (!settings.registration()) {
            throw new Refused(
                    Reason.NOT_ALLOWED,
                    "Only an administrator makes accounts here (thiscord people add); --registration open changes that.");
        }
        checkPassword(password);
        Accounts.refuse(accounts.taken(nick));
        String from = place(address);
        take(registrations, from, "Your address");
        return add(nick, password, from);
    }

    /** @param password empty for none */
    public Account add(String name, String password) throws Refused, InterruptedException {
        return add(name, password, "");
    }

    private Account add(String name, String password, String from) throws Refused, InterruptedException {
        Accounts.refuse(Names.checkNewNick(name));
        Accounts.refuse(accounts.taken(name));
        return accounts.add(name, hashOf(password, from), clock.millis());
    }

    private String hashOf(String password, String from) throws Refused, InterruptedException {
        if (password.isEmpty()) {
            return "";
        }
        checkPassword(password);
        return hashing.run(from, () -> settings.hash().of(password));
    }

    private static void checkPassword(String password) throws Refused {
        if (password.length() < Credential.LEAST_PASSWORD || password.length() > Credential.MOST_PASSWORD) {
            throw new Refused(
                    Reason.BAD_FIELD,
                    "A password has " + Credential.LEAST_PASSWORD + " to " + Credential.MOST_PASSWORD + " characters.");
        }
    }

    public void remove(String name) throws Refused {
        accounts.remove(name);
    }

    public AccountInfo setPassword(String name, String password) throws Refused, InterruptedException {
        String hash = hashOf(password, "");
        return accounts.renew(name, account -> account.withHash(hash)).info();
    }

    /** For the account itself, which shows its present password. */
    public void changePassword(String name, String before, String password, String address)
            throws Refused, InterruptedException {
        checkPassword(password);
        Account account = accounts.find(name);
        if (account == null) {
            throw Accounts.unknown(name);
        }
        if (!account.hash().isEmpty()) {
            login(Credential.password(name, before), address);
        }
        setPassword(name, password);
    }

    public AccountInfo setDisabled(String name, boolean disabled) throws Refused {
        return accounts.renew(name, account -> account.withDisabled(disabled)).info();
    }

    public AccountInfo setAdmin(String name, boolean admin) throws Refused {
        return accounts.change(name, account -> account.withAdmin(admin)).info();
    }

    public AccountInfo addKey(String name, String publicKey) throws Refused {
        if (Ed25519.publicKey(publicKey) == null) {
            throw new Refused(Reason.BAD_FIELD, "That is no public key of Ed25519 in X.509 and Base64.");
        }
        Account now = accounts.change(name, account -> {
            List<String> keys = new ArrayList<>(account.keys());
            if (!keys.contains(publicKey) && keys.size() < AccountInfo.MOST_KEYS) {
                keys.add(publicKey);
            }
            return account.withKeys(keys);
        });
        if (!now.keys().contains(publicKey)) {
            throw new Refused(Reason.BAD_FIELD, "An account has at most " + AccountInfo.MOST_KEYS + " keys.");
        }
        return now.info();
    }

    public AccountInfo removeKey(String name, String publicKey) throws Refused {
        Account before = accounts.find(name);
        if (before != null && !before.keys().contains(publicKey)) {
            throw new Refused(Reason.BAD_FIELD, "'" + before.name() + "' has no such key.");
        }
        return accounts.renew(
                        name,
                        account -> account.withKeys(account.keys().stream()
                                .filter(key -> !key.equals(publicKey))
                                .toList()))
                .info();
    }

    /** Ends the thread that hashes. */
    @Override
    public void close() {
        hashing.close();
    }
}
