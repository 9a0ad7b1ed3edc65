package thiscord.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import thiscord.cli.Address;
import thiscord.protocol.event.Replay;

class JournalNoticeTest {
    private static final String MEMORY = Replay.journal(1, true);
    private static final String FILES = Replay.journal(1, false);

    private final Logger logger = Logger.getLogger("thiscord.publisher");
    private final List<String> said = new ArrayList<>();
    private final Handler ear = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel() == Level.WARNING) {
                said.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(ear);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(ear);
    }

    private List<String> saidOf(String... journals) {
        JournalNotice notice = new JournalNotice(Address.loopback(5557));
        for (String journal : journals) {
            notice.accept(journal);
        }
        return said;
    }

    @Test
    void aJournalInMemoryIsWarnedOfOnce() {
        assertThat(saidOf(MEMORY, MEMORY)).singleElement().asString().contains("in memory", "--data DIR");
    }

    @Test
    void aJournalInFilesIsNotUntilAnotherIsInItsPlace() {
        assertThat(saidOf(FILES, FILES)).isEmpty();

        assertThat(saidOf(FILES, Replay.journal(2, false)))
                .singleElement()
                .asString()
                .contains("begun its numbering anew");
    }
}
