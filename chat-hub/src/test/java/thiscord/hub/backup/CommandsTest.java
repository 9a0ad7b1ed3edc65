package thiscord.hub.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import thiscord.cli.Main;
import thiscord.hub.ExportCommand;

/** What the commands say and how they end when they can not do it; run in this process. */
class CommandsTest {
    @TempDir
    Path folder;

    private final StringWriter said = new StringWriter();

    private String run(int exit, Object command, String... arguments) {
        said.getBuffer().setLength(0);
        CommandLine line = new CommandLine(command);
        line.setErr(new PrintWriter(said));
        line.setOut(new PrintWriter(said));
        assertThat(Main.run(line, arguments)).as(said.toString()).isEqualTo(exit);
        return said.toString();
    }

    private String backup(int exit, Path data, Path file) {
        return run(exit, new BackupCommand(), file.toString(), "--data", data.toString());
    }

    private String restore(int exit, Path data, Path file, String... more) {
        String[] all = java.util.Arrays.copyOf(more, more.length + 3);
        all[more.length] = "--data";
        all[more.length + 1] = data.toString();
        all[more.length + 2] = file.toString();
        return run(exit, new RestoreCommand(), all);
    }

    @Test
    void aBackupGoesWhereNothingIsAndARestoreWhereNobodyIs() throws IOException {
        Path data = folder.resolve("data");
        Path file = folder.resolve("backup.zip");
        assertThat(backup(5, data, file)).contains("there is no data folder", "--data");
        Files.createDirectory(data);
        assertThat(backup(5, data, file)).contains("there is nothing in");
        Files.writeString(data.resolve("note"), "one");
        assertThat(backup(2, data, data.resolve("b.zip"))).contains("the data folder itself");
        assertThat(backup(5, data, folder.resolve("none/b.zip"))).contains("none", "is missing");
        assertThat(backup(0, data, file)).contains("1 files");
        assertThat(backup(2, data, file)).contains("is there already");

        assertThat(restore(5, data, file)).contains("not empty", "--replace").hasLineCount(1);
        assertThat(restore(5, data, folder.resolve("none"))).contains("not empty");
        assertThat(restore(5, folder.resolve("new"), folder.resolve("none")))
                .contains("was not restored", "none")
                .hasLineCount(1);
        assertThat(restore(5, folder.resolve("new"), data)).contains("was not restored");
        assertThat(restore(5, file, file)).contains("is no folder");
        assertThat(folder.resolve("new")).doesNotExist();
        assertThat(restore(0, data, file, "--replace")).contains("data.replaced-");
        assertThat(data.resolve("note")).hasContent("one");
        assertThat(restore(0, folder.resolve("a/b"), file))
                .contains("as it was at")
                .hasLineCount(1);
        assertThat(folder.resolve("a/b/note")).hasContent("one");
    }

    @Test
    void anExportThatCannotBeginSaysWhy() throws IOException {
        String data = folder.toString();
        assertThat(run(5, new ExportCommand(), "lab", "--data", data))
                .contains("no hub keeps messages in", "--data")
                .hasLineCount(1);
        assertThat(run(2, new ExportCommand(), "lab", "--data", data, "--after", "-1"))
                .contains("--after");
        assertThat(run(2, new ExportCommand(), "lab", "--data", data, "--since", "yesterday"))
                .contains("2026-11-20T10:00:00Z");
        Path file = Files.writeString(folder.resolve("file"), "mine");
        assertThat(run(2, new ExportCommand(), "lab", "--data", data, "-o", file.toString()))
                .contains("--force");
        assertThat(file).hasContent("mine");
    }
}
