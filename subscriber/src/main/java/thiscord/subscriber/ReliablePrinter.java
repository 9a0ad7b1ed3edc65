package thiscord.subscriber;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.cli.Address;
import thiscord.cli.ExitCode;
import thiscord.cli.Failure;
import thiscord.link.GateTunnel;
import thiscord.protocol.json.PayloadJson;
import thiscord.subscriber.sink.Printable;

/** Prints what a reliable subscriber hands over, a line each, and notes in the state file what was printed. */
final class ReliablePrinter {
    private final Address address;
    private final @Nullable Address replay;
    private final List<String> prefixes;
    private final Beginning beginning;
    private final @Nullable Path stateFile;
    private final LineForm form;

    ReliablePrinter(
            Address address,
            @Nullable Address replay,
            List<String> prefixes,
            Beginning beginning,
            @Nullable Path stateFile,
            LineForm form) {
        this.address = address;
        this.replay = replay;
        this.prefixes = prefixes;
        this.beginning = beginning;
        this.stateFile = stateFile;
        this.form = form;
    }

    /**
     * Prints until so many events were printed or nobody reads them any more.
     *
     * @throws Failure if nothing came within the time, or the state file cannot be used
     */
    int print(PrintStream out, long count, Duration patience) throws InterruptedException {
        try (StateFile state = stateFile == null ? null : StateFile.open(stateFile.toAbsolutePath(), prefixes);
                ReliableSubscriber subscriber = ReliableSubscriber.connect(
                        address, replay, prefixes, beginning, state == null ? null : state.position())) {
            long left = count;
            while (left > 0) {
                Numbered next = subscriber.next(patience);
                if (next == null) {
                    throw nothing(subscriber.isCurrent(), address, replay);
                }
                String line = line(next);
                if (line != null) {
                    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
                    out.write(bytes, 0, bytes.length);
                    if (out.checkError()) {
                        return ExitCode.OK;
                    }
                }
                if (state != null) {
                    state.dealtWith(next);
                }
                left -= next instanceof Numbered.Event ? 1 : 0;
            }
            return ExitCode.OK;
        } catch (IOException e) {
            throw unwritable(stateFile, e);
        }
    }

    static Failure unwritable(@Nullable Path stateFile, IOException why) {
        return new Failure(
                ExitCode.BAD_CONFIGURATION, "cannot write the state file " + stateFile + ": " + why.getMessage(), why);
    }

    /** @param current whether everything that the broker has given out was there */
    static Failure nothing(boolean current, Address address, @Nullable Address replay) {
        return current
                ? new Failure(
                        ExitCode.CANNOT_REACH,
                        "no event came from the broker at " + GateTunnel.shown(address) + " in time")
                : Failure.cannotReach(
                        "the broker",
                        GateTunnel.shown(address),
                        replay == null || replay != GateTunnel.shown(replay)
                                ? "--address"
                                : "--address and --replay (" + replay + ")",
                        null);
    }

    /** Null for what is not to be seen. */
    @Nullable
    String line(Numbered next) {
        if (next instanceof Numbered.Event) {
            Numbered.Event event = (Numbered.Event) next;
            return form.of(event.topic(), event.payload(), event.text(), "\"offset\":" + event.offset() + ",");
        }
        return next instanceof Numbered.Gap ? line((Numbered.Gap) next, form == LineForm.JSON) : null;
    }

    static String line(Numbered.Gap gap, boolean json) {
        String topic = gap.topic();
        String what = gap.to() == 0
                ? "events may be missing"
                : gap.from() == gap.to()
                        ? "event " + gap.from() + " is gone"
                        : "events " + gap.from() + " to " + gap.to() + " are gone";
        if (!json) {
            return Printable.line("[" + (topic == null ? "*" : topic) + "] ! " + what + ": " + gap.why());
        }
        return Printable.line("{\"gap\":{" + (topic == null ? "" : "\"topic\":" + PayloadJson.quote(topic) + ",")
                + "\"from\":" + gap.from() + ",\"to\":" + gap.to() + ",\"why\":" + PayloadJson.quote(gap.why())
                + "}}");
    }
}
