package thiscord.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcceptFailuresTest {
    private final AcceptFailures failures = new AcceptFailures("hub");

    @Test
    void theLineNamesTheLimitOfOpenFiles() {
        assertThat(failures.line(new IOException("accept(..) failed: Too many open files")))
                .isEqualTo(
                        "hub: cannot accept connections for now: accept(..) failed: Too many open files; raise the limit"
                                + " of open files (ulimit -n, in systemd LimitNOFILE)");
        assertThat(failures.line(new IOException("no memory"))).endsWith("for now: no memory");
    }

    @Test
    void itIsSaidOnceAMinute() {
        long start = Long.MAX_VALUE - 5;

        assertThat(failures.due(start)).isTrue();
        assertThat(failures.due(start + TimeUnit.SECONDS.toNanos(59))).isFalse();
        assertThat(failures.due(start + TimeUnit.SECONDS.toNanos(60))).isTrue();
    }
}
