package thiscord.ctl;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import thiscord.cli.Failure;
import thiscord.ctl.door.Answer;
import thiscord.ctl.door.Command;
import thiscord.ctl.door.Door;

/** A door in a process that has no file descriptors left between {@code hoard} and {@code free}. */
final class PoorDoor {
    private PoorDoor() {}

    public static void main(String[] arguments) throws IOException {
        // What is loaded now needs no file later.
        System.getLogger("thiscord.ctl").log(System.Logger.Level.WARNING, "warm: " + Failure.why(new IOException("x")));
        List<Closeable> hoard = new ArrayList<>();
        Command echo = Command.of(Map.of("text", String.class), Answer::of);
        try (Door door = Door.open(Path.of(arguments[0]), Map.of("echo", echo), Door.Limits.USUAL)) {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            System.out.println("ready " + door.path());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("hoard")) {
                    fill(hoard);
                } else {
                    for (Closeable one : hoard) {
                        one.close();
                    }
                }
                System.out.println("done " + line);
            }
        }
    }

    private static void fill(List<Closeable> hoard) {
        try {
            while (true) {
                hoard.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException full) {
            System.out.println("has " + hoard.size());
        }
    }
}
