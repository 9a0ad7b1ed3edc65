package thiscord.ctl.door;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What is handed over in a file of {@link HandedFiles}.
 *
 * @param kind the end of the file's name
 * @param scratchBytes how much of the disk its making takes beside itself
 * @param writing makes it
 * @param stays false once nobody may have it any more; asked each second while the file is there; may block for a moment
 */
public record Content(String kind, long scratchBytes, Writing writing, BooleanSupplier stays) {
    /** Writes it; may take long. */
    @FunctionalInterface
    public interface Writing {
        /**
         * @param to the file, not buffered; may be closed; throws once nobody waits for it any more
         * @param scratch a path beside it, where a file or folder may be made; what is left there is taken away
         * @return what else is answered
         */
        Map<String, ?> write(OutputStream to, Path scratch) throws IOException;
    }
}
