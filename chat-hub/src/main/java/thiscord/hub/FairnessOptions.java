package thiscord.hub;

import java.time.Duration;
import picocli.CommandLine.Option;
import thiscord.cli.DurationConverter;
import thiscord.hub.session.Fairness;

/** The options that say how fast, and how silent, one peer may be. Mixed into commands that run a hub. */
public final class FairnessOptions {
    private static final Fairness USUAL = Fairness.DEFAULT;

    @Option(
            names = "--flood-rate",
            paramLabel = "N",
            description = "Lines a second one session may send for long; beyond, it is read slowly. 0 is no limit.")
    private int floodRate = USUAL.floodRate();

    @Option(names = "--flood-burst", paramLabel = "N", description = "Lines one session may send at once.")
    private int floodBurst = USUAL.floodBurst();

    @Option(
            names = "--address-rate",
            paramLabel = "N",
            description = "Lines, and connections, a second from one address. 0 is no limit.")
    private int addressRate = USUAL.addressRate();

    @Option(
            names = "--address-burst",
            paramLabel = "N",
            description = "Lines, and connections, at once from one address.")
    private int addressBurst = USUAL.addressBurst();

    @Option(
            names = "--flood-patience",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End a session that went on for that long to send more than it may. 0 is never.")
    private Duration patience = USUAL.patience();

    @Option(names = "--limit-loopback", description = "Loopback addresses have these limits too, and that on sessions.")
    private boolean limitLoopback;

    @Option(
            names = "--hello-deadline",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End a connection that by then has said nothing, or in JSON no hello. 0 is never.")
    private Duration helloDeadline = USUAL.helloDeadline();

    @Option(
            names = "--line-deadline",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End a connection that begins a line and by then has not ended it. 0 is never.")
    private Duration lineDeadline = USUAL.lineDeadline();

    @Option(
            names = "--idle-limit",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "End a connection from which nothing came for that long, no ping either. 0 is never.")
    private Duration idleLimit = USUAL.idleLimit();

    @Option(
            names = "--keep-alive",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Ask by TCP whether a peer that is silent for that long is there. 0 is never.")
    private Duration keepAlive = USUAL.keepAlive();

    /** @throws IllegalArgumentException naming each option that is out of range */
    public Fairness chosen() {
        return new Fairness(
                floodRate,
                floodBurst,
                addressRate,
                addressBurst,
                patience,
                limitLoopback,
                helloDeadline,
                lineDeadline,
                idleLimit,
                keepAlive);
    }
}
