package thiscord.rooms.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.Remote;
import java.rmi.registry.LocateRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import thiscord.protocol.directory.AccountSession;
import thiscord.protocol.directory.Credential;
import thiscord.protocol.directory.DirectorySockets;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.PeopleSession;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.SecretProof;
import thiscord.rooms.RoomServer;
import thiscord.rooms.RoomServerSettings;
import thiscord.rooms.people.PasswordHash;
import thiscord.rooms.people.PeopleSettings;

/**
 * Every parameter of every remote method, found by reflection, is given what it does not expect. Nothing of that is made,
 * nobody is connected to, each attempt is counted, and the session goes on.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MethodAttackIT {
    private RoomServer server;
    private Trap trap;
    private Path secret;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = RoomServer.start(
                RoomServerSettings.of(folder, 0).withPeople(PeopleSettings.DEFAULT.withHash(new PasswordHash(64, 1))));
        secret = folder.resolve("people.admin");
        admin().add("carol", "correct horse");
        trap = new Trap("127.0.0.1");
    }

    @AfterAll
    void stop() throws Exception {
        server.close();
        trap.close();
    }

    private RoomService door() throws Exception {
        int port = server.registryAddress().port();
        return (RoomService) LocateRegistry.getRegistry("127.0.0.1", port, DirectorySockets.LOOPBACK)
                .lookup(RoomService.BOUND_AS);
    }

    private PeopleSession admin() throws Exception {
        return SecretProof.administer(door(), login(), Files.readString(secret).strip(), () -> SecretProof.PLAIN);
    }

    /** A stub of RMI itself, since what is attacked is named by its object id. */
    private Remote target(Class<?> type) throws Exception {
        Login login = new Login(RoomService.PROTOCOL, "mallory");
        if (type == PersonSession.class) {
            return door().login(login);
        }
        if (type == AccountSession.class) {
            return door().loginAccount(login, Credential.password("carol", "correct horse"));
        }
        if (type == PeopleSession.class) {
            return admin();
        }
        return type == HubSession.class
                ? SecretProof.loginHub(door(), login, server.hubSecret(), () -> SecretProof.PLAIN)
                : door();
    }

    static Stream<Method> methods() {
        return Stream.of(
                        RoomService.class,
                        PersonSession.class,
                        AccountSession.class,
                        PeopleSession.class,
                        HubSession.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()));
    }

    private RawJrmp peer() throws IOException {
        return new RawJrmp(server.registryAddress().port(), trap.codebase());
    }

    private long counted() {
        return server.rebuffs().values().stream().mapToLong(Long::longValue).sum();
    }

    /** A valid argument of that type. */
    static Object sample(Class<?> type) {
        if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == boolean.class) {
            return true;
        } else if (type == String.class) {
            return "lab";
        } else if (type == List.class) {
            return List.of();
        } else if (type.isRecord()) {
            return sampleOf(type);
        }
        throw new IllegalArgumentException("no filter of ours lets " + type + " in: use primitives, strings, records");
    }

    private static Object sampleOf(Class<?> type) {
        RecordComponent[] parts = type.getRecordComponents();
        Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types)
                    .newInstance(
                            Arrays.stream(types).map(MethodAttackIT::sample).toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(ObjectOutputStream out, Class<?> type, @Nullable Object value) throws IOException {
        if (type == int.class && value instanceof Integer) {
            out.writeInt((int) value);
        } else if (type == long.class && value instanceof Long) {
            out.writeLong((long) value);
        } else if (type == boolean.class && value instanceof Boolean) {
            out.writeBoolean((boolean) value);
        } else {
            out.writeObject(value);
        }
    }

    private RawJrmp.Answer attack(Remote target, Method method, int position, @Nullable Object evil)
            throws IOException {
        Class<?>[] types = method.getParameterTypes();
        try (RawJrmp peer = peer()) {
            return peer.call(RawJrmp.idOf(target), -1, RawJrmp.hashOf(method), out -> {
                for (int i = 0; i < types.length; i++) {
                    write(out, types[i], i == position ? evil : sample(types[i]));
                }
            });
        }
    }

    private static boolean fits(Class<?> type, Object gadget) {
        return type == int.class && gadget instanceof Integer;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void noGadgetIsMadeInAnyParameter(Method method) throws Exception {
        Remote target = target(method.getDeclaringClass());
        Map<String, Object> gadgets = new LinkedHashMap<>(Gadgets.all(trap));
        gadgets.put("a list of strings", new ArrayList<>(List.of("x")));
        gadgets.put("another record", RoomService.class == method.getDeclaringClass() ? sample(List.class) : login());

        for (int i = 0; i < method.getParameterCount(); i++) {
            Class<?> type = method.getParameterTypes()[i];
            for (Map.Entry<String, Object> gadget : gadgets.entrySet()) {
                if (fits(type, gadget.getValue())) {
                    continue;
                }
                long before = counted();
                RawJrmp.Answer answer = attack(target, method, i, gadget.getValue());

                String what = gadget.getKey() + " as argument " + i + " of " + method;
                assertThat(answer.end()).as(what).isNotEqualTo(RawJrmp.End.NORMAL);
                assertThat(answer.text()).as(what).doesNotContain("thiscord.rooms", "incident", "under ");
                assertThat(counted()).as(what).isGreaterThan(before);
            }
        }

        assertThat(Gadgets.DETONATED).hasValue(0);
        assertThat(trap.came()).isZero();
        lives(target);
    }

    private static Login login() {
        return new Login(RoomService.PROTOCOL, "mallory");
    }

    private static void lives(Remote target) throws Exception {
        if (target instanceof PeopleSession) {
            ((PeopleSession) target).list("");
        } else if (target instanceof PersonSession) {
            ((PersonSession) target).list("");
        } else if (target instanceof HubSession) {
            ((HubSession) target).list("");
        } else {
            ((RoomService) target).info();
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void nothingIsToldThatWasMissingExceptThatItWas(Method method) throws Exception {
        Remote target = target(method.getDeclaringClass());

        for (int i = 0; i < method.getParameterCount(); i++) {
            boolean list = method.getParameterTypes()[i] == List.class;
            List<Object> ofNull = new ArrayList<>();
            ofNull.add(null);
            RawJrmp.Answer answer = attack(target, method, i, list ? ofNull : null);

            assertThat(answer.end()).as("%s %s", method, i).isNotEqualTo(RawJrmp.End.NORMAL);
            assertThat(answer.text()).as("%s %s", method, i).doesNotContain("incident", "internal", "thiscord.rooms");
        }

        lives(target);
    }

    @Test
    void noMethodWithoutArgumentsHasAnEffectButLogout() {
        List<String> without = methods()
                .filter(method -> method.getParameterCount() == 0)
                .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                .sorted()
                .toList();

        // Who may call logout holds the session, and ends nothing but it.
        assertThat(without)
                .containsExactly(
                        "AccountSession.account",
                        "AccountSession.ticket",
                        "HubSession.house",
                        "HubSession.logout",
                        "HubSession.people",
                        "PeopleSession.logout",
                        "PeopleSession.rooms",
                        "PersonSession.logout",
                        "RoomService.info");
    }

    @Test
    void whatCrossesTheWireIsPrimitivesStringsRecordsAndListsOfThem() {
        methods()
                .flatMap(method -> Arrays.stream(method.getParameterTypes()))
                .distinct()
                .forEach(type -> assertThat(sample(type)).isNotNull());
    }

    @Test
    void aGuessedMethodIsNoneAndIsCounted() throws Exception {
        for (Class<?> type : List.of(RoomService.class, PersonSession.class, HubSession.class)) {
            Remote target = target(type);
            byte[] id = RawJrmp.idOf(target);
            long before = server.rebuffs().get("call");
            try (RawJrmp peer = peer()) {
                for (long hash = 0; hash < 20; hash++) {
                    long guess = hash;
                    assertThat(peer.call(id, -1, guess, out -> {}).end()).isEqualTo(RawJrmp.End.EXCEPTIONAL);
                }
                assertThat(peer.call(id, 0, 1, out -> {}).end()).isEqualTo(RawJrmp.End.EXCEPTIONAL);
            }

            assertThat(server.rebuffs().get("call")).isGreaterThanOrEqualTo(before + 21);
            lives(target);
        }
    }

    @Test
    void aGuessedObjectIsNoneAndIsCounted() throws Exception {
        long before = server.rebuffs().get("call");
        try (RawJrmp peer = peer()) {
            for (int i = 0; i < 20; i++) {
                RawJrmp.Answer answer = peer.call(RawJrmp.unknown(), -1, 1, out -> {});
                assertThat(answer.end()).isEqualTo(RawJrmp.End.EXCEPTIONAL);
                assertThat(answer.text()).contains("NoSuchObjectException");
            }
        }

        assertThat(server.rebuffs().get("call")).isEqualTo(before + 20);
    }

    @Test
    void aStringThatClaimsToBeGiganticCostsNothingAndALongOneIsReadOnly() throws Exception {
        PersonSession session = (PersonSession) target(PersonSession.class);
        byte[] id = RawJrmp.idOf(session);
        long describe = RawJrmp.hashOf(PersonSession.class.getMethod("describe", String.class));
        long tooBig = server.rebuffs().get("too-big");
        try (RawJrmp peer = peer()) {
            byte[] gigantic = peer.bytes(id, -1, describe, out -> {});
            byte[] longString = Arrays.copyOf(gigantic, gigantic.length + 9 + (1 << 20));
            longString[gigantic.length] = 0x7C;
            longString[gigantic.length + 4] = 0x40;
            assertThat(peer.send(longString).end()).isNotEqualTo(RawJrmp.End.NORMAL);
        }
        try (RawJrmp peer = peer()) {
            assertThat(peer.call(id, -1, describe, out -> out.writeObject("x".repeat(70_000)))
                            .text())
                    .contains("no-such-room");
            assertThat(peer.call(id, -1, describe, out -> out.writeObject("x".repeat(1 << 20)))
                            .end())
                    .isNotEqualTo(RawJrmp.End.NORMAL);
        }

        assertThat(server.rebuffs().get("too-big")).isEqualTo(tooBig + 2);
        lives(session);
    }
}
