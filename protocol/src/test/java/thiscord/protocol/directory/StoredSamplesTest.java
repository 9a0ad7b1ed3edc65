package thiscord.protocol.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import thiscord.protocol.Reason;
import thiscord.protocol.Refusal;

/** What peers of older versions send is still understood: components are only ever appended. */
class StoredSamplesTest {
    private static final Path SAMPLES = Path.of("src/test/resources/directory");

    private static Map<String, Object> read(String file) throws IOException {
        return Files.readAllLines(SAMPLES.resolve(file)).stream()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(parts -> parts[0], parts -> object(parts[1])));
    }

    private static Object object(String base64) {
        try (ObjectInputStream in = new ObjectInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(base64)))) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatVersionOneSentIsReadWithWhatCameLaterLeftEmpty() throws IOException {
        Map<String, Object> all = read("version-1.txt");

        Change change = new Change(7, "topic", "lab", 3, "alice", "cats");
        Refusal refusal = ((Refused) all.remove("Refused")).refusal();
        assertThat(refusal).isEqualTo(new Refusal(Reason.NO_SUCH_ROOM, "There is no room 'lab'."));
        assertThat(all)
                .isEqualTo(Map.of(
                        "Change", change,
                        "Changes", new Changes(false, 7, List.of(change)),
                        "Login", new Login(1, "alice", ""),
                        "MemberInfo", new MemberInfo("bob", true, false),
                        "Presence", new Presence("lab", "bob", true, false),
                        "RoomInfo", new RoomInfo(3, "lab", "cats", "7d", "alice", 1_700_000_000_000L, 2),
                        "RoomSpec", new RoomSpec("lab", "7d", "cats"),
                        "ServiceInfo", new ServiceInfo(1, "i-1", "0.1.0")));
    }

    @Test
    void whatVersionTwoSentIsRead() throws IOException {
        Restriction ban = new Restriction(Restriction.FOR_GOOD, "alice", "spam");
        Standing eve = new Standing("eve", "reader", ban, Restriction.NONE);
        RoomInfo lab = new RoomInfo(3, "lab", "cats", "7d", "alice", 1_700_000_000_000L, 2, "invited", true, 30, 0);

        assertThat(read("version-2.txt"))
                .isEqualTo(Map.of(
                        "Restriction", ban,
                        "Standing", eve,
                        "RoomInfo", lab,
                        "Rules", new Rules(lab, List.of(eve)),
                        "Login", new Login(2, "hub", "i-1"),
                        "MemberInfo", new MemberInfo("bob", true, false, "owner"),
                        "RoomSpec", new RoomSpec("lab", "7d", "cats", "unlisted")));
    }

    @Test
    void whatVersionThreeSentIsRead() throws IOException {
        RoomInfo ending = new RoomInfo(
                3, "lab", "cats", "7d", "alice", 1_700_000_000_000L, 2, "invited", true, 30, 1_800_000_000_000L);

        assertThat(read("version-3.txt"))
                .isEqualTo(Map.of(
                        "RoomInfo", ending,
                        "RoomSpec", new RoomSpec("lab", "7d", "cats", "unlisted", 3600),
                        "Decision",
                                new Decision(
                                        "ban-address", "lab", "alice", "eve", "7d", "spam", "127.0.0.1", "192.0.2.7"),
                        "Decided", new Decided(List.of("done"), true),
                        "AuditLine",
                                new AuditLine(7, 1_700_000_000_000L, "alice", "127.0.0.1", "ban", "lab", 3, "eve")));
    }

    @Test
    void whatVersionThreeSentOfPeopleIsRead() throws IOException {
        assertThat(read("version-3-people.txt"))
                .isEqualTo(Map.of(
                        "AccountInfo",
                                new AccountInfo("alice", true, false, true, 1_700_000_000_000L, List.of("MCowBQ==")),
                        "AccountState", new AccountState("alice", 7, true),
                        "Admission", new Admission("alice", 7, "dGlja2V0.c2lnbmVk", 1_800_000_000_000L),
                        "Credential", new Credential("key", "alice", "MCowBQ==", "bm9uY2U", "c2lnbmVk"),
                        "InvitationInfo",
                                new InvitationInfo(
                                        5,
                                        "lab",
                                        "member",
                                        3,
                                        1_800_000_000_000L,
                                        "alice",
                                        1_700_000_000_000L,
                                        "c2VjcmV0"),
                        "PeopleInfo", new PeopleInfo("MCowBQ==", "loopback", true)));
    }

    @Test
    void aReasonThatThisVersionDoesNotKnowReadsAsInternal() throws IOException {
        String unknown = "no-such-rooM";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Refused(Reason.NO_SUCH_ROOM, "text"));
        }
        byte[] changed = new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1)
                .replace("no-such-room", unknown)
                .getBytes(StandardCharsets.ISO_8859_1);

        Refused refused = (Refused) object(Base64.getEncoder().encodeToString(changed));

        assertThat(refused.refusal()).isEqualTo(new Refusal(Reason.INTERNAL, "text"));
    }
}
