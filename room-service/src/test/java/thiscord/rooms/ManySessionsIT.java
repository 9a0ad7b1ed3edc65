package thiscord.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import thiscord.cli.Address;
import thiscord.protocol.directory.Change;
import thiscord.protocol.directory.Changes;
import thiscord.protocol.directory.DirectoryClient;
import thiscord.protocol.directory.HubSession;
import thiscord.protocol.directory.Login;
import thiscord.protocol.directory.MemberInfo;
import thiscord.protocol.directory.PersonSession;
import thiscord.protocol.directory.RoomInfo;
import thiscord.protocol.directory.RoomService;
import thiscord.protocol.directory.RoomSpec;
import thiscord.protocol.directory.SecretProof;

/** Two hundred people at once; what they did is all there, and no more, also for who opens the store anew. */
@Timeout(120)
class ManySessionsIT {
    private static final int SESSIONS = 200;

    @TempDir
    private Path folder;

    private static RoomService connect(RoomServer server) throws Exception {
        Address at = server.registryAddress();
        return DirectoryClient.connect(at.host(), at.port(), DirectoryClient.PATIENT);
    }

    private static PersonSession person(RoomServer server, String nick) throws Exception {
        return connect(server).login(new Login(RoomService.PROTOCOL, nick));
    }

    private static RoomSpec spec(String room) {
        return new RoomSpec(room, "", "");
    }

    /** Makes a room, is in that and in the one of all; some leave that or delete their own. */
    private static void live(RoomServer server, int number, CyclicBarrier together) throws Exception {
        PersonSession me = person(server, nick(number));
        together.await(60, TimeUnit.SECONDS);
        me.create(spec("own" + number));
        me.join("all");
        me.join("own" + number);
        assertThat(me.list("")).isNotEmpty();
        if (number % 2 == 0) {
            me.leave("all");
        }
        if (number % 10 == 0) {
            me.delete("own" + number);
        }
        me.logout();
    }

    private static String nick(int number) {
        return "n" + number;
    }

    /** Each room with its members. */
    private static Map<String, List<String>> seen(RoomServer server) throws Exception {
        PersonSession check = person(server, "check");
        Map<String, List<String>> all = new TreeMap<>();
        List<RoomInfo> page = check.list("");
        while (!page.isEmpty()) {
            for (RoomInfo room : page) {
                List<MemberInfo> members = check.members(room.name());
                all.put(
                        room.name(),
                        members.stream().map(MemberInfo::nick).sorted().toList());
            }
            page = check.list(page.get(page.size() - 1).name());
        }
        return all;
    }

    private static Map<String, List<String>> expected() {
        Map<String, List<String>> all = new TreeMap<>();
        // Who made the room of all is a member of it.
        List<String> odd = new ArrayList<>(List.of("owner"));
        for (int i = 0; i < SESSIONS; i++) {
            if (i % 10 != 0) {
                all.put("own" + i, List.of(nick(i)));
            }
            if (i % 2 == 1) {
                odd.add(nick(i));
            }
        }
        all.put("all", odd.stream().sorted().toList());
        return all;
    }

    private static List<Long> versions(RoomServer server) throws Exception {
        HubSession hub = SecretProof.loginHub(
                connect(server), new Login(RoomService.PROTOCOL, "hub"), server.hubSecret(), () -> SecretProof.PLAIN);
        List<Long> all = new ArrayList<>();
        Changes page = hub.changes(0, 0);
        while (!page.list().isEmpty()) {
            page.list().stream().map(Change::version).forEach(all::add);
            page = hub.changes(page.upTo(), 0);
        }
        return all;
    }

    @Test
    void noUpdateOfTwoHundredSessionsIsLost() throws Exception {
        try (RoomServer server = RoomServer.start(RoomServerSettings.of(folder, 0))) {
            person(server, "owner").create(spec("all"));
            CyclicBarrier together = new CyclicBarrier(SESSIONS);
            ExecutorService pool = Executors.newFixedThreadPool(SESSIONS);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                int number = i;
                all.add(pool.submit(() -> {
                    live(server, number, together);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(90, TimeUnit.SECONDS);
            }
            pool.shutdown();

            assertThat(seen(server)).isEqualTo(expected());
            // Of each room that it was made and who owns it, and of the one of all that its maker joined; of each
            // session two joins; of some that they left or
            // deleted.
            assertThat(versions(server))
                    .hasSize(3 + SESSIONS * 4 + SESSIONS / 2 + SESSIONS / 10)
                    .doesNotHaveDuplicates()
                    .isSorted();
            assertThat(server.rebuffs().values()).as("%s", server.rebuffs()).allMatch(count -> count == 0);
        }
        try (RoomServer again = RoomServer.start(RoomServerSettings.of(folder, 0))) {
            assertThat(seen(again)).isEqualTo(expected());
        }
    }
}
