package thiscord.hub;

import picocli.CommandLine.Option;
import thiscord.hub.log.StorageLimits;

/** The options that say how much rooms may keep. Mixed into commands that run a hub. */
public final class StorageOptions {
    @Option(
            names = "--keep-room-mib",
            paramLabel = "N",
            defaultValue = "1024",
            description =
                    "MiB of messages that one room may keep; beyond, it takes none. At least 0, which is no limit.")
    private int room;

    @Option(
            names = "--keep-mib",
            paramLabel = "N",
            defaultValue = "16384",
            description = "MiB of messages that all rooms may keep together. At least 0, which is no limit.")
    private int all;

    @Option(
            names = "--keep-free-mib",
            paramLabel = "N",
            defaultValue = "64",
            description = "MiB of the disk that stay free, so that rooms can be deleted. At least 0, which is none.")
    private int free;

    /** @throws IllegalArgumentException if one is below 0 */
    StorageLimits limits() {
        return StorageLimits.ofMebibytes(room, all, free);
    }
}
