package thiscord.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import thiscord.kit.Processes;

/**
 * Promises 1 to 4, attacked ({@link Drill}): nothing that was seen may be lost, nor come twice, nor in another order, nor
 * with a gap, for anybody; with {@code --durability power} not even when the disk forgets what was not synced.
 *
 * <p>The long form: {@code mvn verify -pl tests/system -am -Dit.test=CrashIT -Dsurefire.skip=true
 * -Dthiscord.crash.kills=1000}; with {@code -Dthiscord.crash.seed=N} the same moments again, as far as a machine allows,
 * and with {@code -Dthiscord.crash.durability=power} the other durability for the first.
 */
class CrashIT {
    private static final Logger LOG = System.getLogger("thiscord.system");
    private static final int KILLS = Integer.getInteger("thiscord.crash.kills", 10);
    private static final int POWER_CUTS = Math.max(1, KILLS / 2);
    private static final long SEED = Long.getLong("thiscord.crash.seed", System.nanoTime());
    private static final String DURABILITY = System.getProperty("thiscord.crash.durability", "process");

    @RegisterExtension
    final Processes processes = new Processes();

    @TempDir
    Path folder;

    @TempDir
    Path work;

    @Test
    void nothingThatWasSeenIsLostOrComesTwiceWhenTheHubIsKilled() throws IOException, InterruptedException {
        LOG.log(Level.INFO, "crash test: " + KILLS + " kills, seed " + SEED + ", durability " + DURABILITY);
        Drill drill = new Drill(processes, folder, DURABILITY, Map.of(), SEED);
        drill.kill(KILLS, random -> {});
        int all = drill.compare();

        assertThat(all).isGreaterThan(KILLS);
        LOG.log(
                Level.INFO,
                "crash test: " + KILLS + " kills, " + all + " messages: none lost, none doubled, one order");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "lossydisk.c is written for Linux")
    void noMoreIsLostWithTheUnsyncedWritesWhereThePowerMayGo() throws IOException, InterruptedException {
        LossyDisk disk = new LossyDisk(folder, work, processes);
        Drill drill = new Drill(processes, folder, "power", disk.environment(), SEED);
        int[] lost = new int[1];
        drill.kill(POWER_CUTS, random -> lost[0] += disk.losePower(random));
        int all = drill.compare();

        assertThat(all).isGreaterThan(POWER_CUTS);
        LOG.log(
                Level.INFO,
                "crash test: the power went " + POWER_CUTS + " times and took " + lost[0] + " writes, seed " + SEED
                        + "; of " + all + " messages none lost, none doubled, one order");
    }

    /** Else the test above could not fail. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "lossydisk.c is written for Linux")
    void withoutSyncingTheSameDiskLosesWhatWasSeen() throws IOException, InterruptedException {
        LossyDisk disk = new LossyDisk(folder, work, processes);
        Drill drill = new Drill(processes, folder, "process", disk.environment(), SEED);
        drill.kill(100, random -> disk.losePower(random));
        drill.end();

        assertThat(drill.faults()).isNotEmpty();
    }
}
