package thiscord.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import thiscord.cli.Main;

/** What can stand in the way of talking: one line that says what to do, in words that are not Java's. */
@Timeout(60)
class TroubleIT {
    @TempDir
    Path folder;

    private static void fails(int exitCode, String part, String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine client = new CommandLine(new ClientCommand());
        client.setErr(new PrintWriter(err));

        int code = Main.run(client, arguments);

        assertThat(err.toString())
                .contains(part)
                .startsWith("client: ")
                .doesNotContainPattern("[a-z]Exception|java[.]|\\bnull\\b|Destination")
                .hasLineCount(1);
        assertThat(code).isEqualTo(exitCode);
    }

    /** Says that to whoever connects first, and hangs up. */
    private static void atPeer(String words, int exitCode, String part, String... more) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread peer = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().read();
                    socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
                    socket.shutdownOutput();
                    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException e) {
                    System.getLogger("thiscord.client").log(System.Logger.Level.DEBUG, "the peer", e);
                }
            });
            peer.start();
            String[] arguments = new String[more.length + 3];
            arguments[0] = "127.0.0.1:" + server.getLocalPort();
            arguments[1] = "--room";
            arguments[2] = "lab";
            System.arraycopy(more, 0, arguments, 3, more.length);

            fails(exitCode, part, arguments);

            peer.join();
        }
    }

    @Test
    void nobodyListensThere() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }

        fails(4, "Connection refused; is it running? 'thiscord up' starts one", "127.0.0.1:" + port, "-r", "lab");
    }

    @Test
    void somethingElseListensThere() throws Exception {
        atPeer("SSH-2.0-OpenSSH_9.2\r\n", 4, "does not speak as a ThisCord hub");
        atPeer("HTTP/1.1 400 Bad Request\r\n\r\n", 4, "is HOST:PORT right?");
        atPeer("", 4, "the hub closed the connection");
        atPeer("[1,2]\n", 4, "does not speak as a ThisCord hub");
        atPeer("hello\n", 4, "is that the hub's port for TLS?", "--tls", "--known-servers", folder + "/known");
        atPeer("", 4, "the server ended the connection", "--tls", "--known-servers", folder + "/known");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a:b:c:d:x            | is not HOST:PORT
            host:70000           | a port is 0 to 65535
            host:port            | 'port' is not a port
            ''                   | is not HOST:PORT
            thiscord://          | thiscord://
            --nick=a/b           | A nick is
            --room=a/b           | A room name is
            --last=5000          | --last is 0 to 1000
            --last=many          | --last
            --timeout=10ms       | --timeout is at least 1s
            --timeout=soon       | --timeout
            --fingerprint=x      | --fingerprint
            --nosuch             | --nosuch
            --key=/none          | name it with --account
            """)
    void wrongUsageNamesWhatIsWrong(String argument, String part) {
        fails(2, part, argument, "--plain", "--config", "none", "--state", "none");
    }

    @Test
    void aNameThatNobodyHas() {
        fails(4, "there is no host 'nobody.invalid'; is it written right?", "nobody.invalid:1", "-r", "lab");
    }

    @Test
    void settingsThatCannotBeRead() throws Exception {
        Path latin = folder.resolve("latin.conf");
        Files.write(latin, "nick = J\u00f6rg\n".getBytes(StandardCharsets.ISO_8859_1));
        Path wrong = Files.writeString(folder.resolve("wrong.conf"), "# mine\n\nbell = loud\n");

        fails(5, latin + ": it is not UTF-8; --config FILE or none takes others", "--plain", "--config", "" + latin);
        fails(5, "cannot read the settings in " + folder + ": Is a directory", "--plain", "--config", "" + folder);
        fails(5, wrong + " line 3: bell is off, mentions or all, not 'loud'", "--plain", "--config", "" + wrong);
    }

    @Test
    void keysAndPasswordsThatCannotBeRead() throws Exception {
        Path none = folder.resolve("none");
        Path noKey = Files.writeString(folder.resolve("no.pem"), "a letter");

        fails(5, none + " is missing", "-r", "lab", "--account", "ann", "--key", "" + none);
        fails(5, "it holds no Ed25519 key", "-r", "lab", "--account", "ann", "--key", "" + noKey);
        fails(5, none + " is missing", "-r", "lab", "--account", "ann", "--password-file", "" + none);
        fails(2, "name a file with --password-file", "-r", "lab", "--account", "ann");
    }

    @Test
    void aPipeWithoutARoom() {
        fails(2, "--room ROOM says where to talk", "127.0.0.1:1");
    }
}
