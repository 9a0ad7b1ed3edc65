package thiscord.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A peer whose machine can vanish without a word: from {@link #vanish} on its socket drops all that comes, acknowledgements
 * included, by a filter of the system (Linux; needs Python, but no privilege). For one thread.
 */
public final class SilentPeer implements AutoCloseable {
    private static final String PROGRAM = String.join(
            "\n",
            "import ctypes, socket, struct, sys",
            "s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))",
            "lines = s.makefile('rb')",
            "for line in sys.stdin:",
            "    if line == 'vanish\\n':",
            "        drop = ctypes.create_string_buffer(struct.pack('HBBI', 6, 0, 0, 0))",
            "        s.setsockopt(socket.SOL_SOCKET, 26, struct.pack('HL', 1, ctypes.addressof(drop)))",
            "        print('vanished', flush=True)",
            "    else:",
            "        s.sendall(line.encode())",
            "        print(lines.readline().decode(), end='', flush=True)");

    private final Process process;
    private final BufferedReader out;
    private final OutputStream in;

    private SilentPeer(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.in = process.getOutputStream();
    }

    /** Connects to loopback. */
    public static SilentPeer connect(int port) throws IOException {
        return new SilentPeer(new ProcessBuilder(List.of("python3", "-c", PROGRAM, String.valueOf(port)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Sends a line and returns the next that comes. */
    public String ask(String line) throws IOException {
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
        return String.valueOf(out.readLine());
    }

    /** From now on nothing reaches it, and it says nothing. */
    public void vanish() throws IOException {
        if (!ask("vanish").equals("vanished")) {
            throw new AssertionError("the filter could not be set");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
