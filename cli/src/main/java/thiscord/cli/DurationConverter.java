package thiscord.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import thiscord.protocol.TimeSpan;

/** Times as people write them: {@code 50ms}, {@code 10s}, {@code 30min}, {@code 7d}, {@code 1d12h}; {@code 0} is none. */
public final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        @Nullable Duration time = TimeSpan.parse(text);
        if (time == null) {
            throw new TypeConversionException("'" + text + "' is not a time like 50ms, 10s, 5m, 2h, 7d or 1d12h");
        }
        return time;
    }
}
