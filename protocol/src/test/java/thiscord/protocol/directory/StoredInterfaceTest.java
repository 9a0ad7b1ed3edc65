package thiscord.protocol.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the interfaces and records of older versions had is still there, under its name and with its types: peers of those
 * versions call methods by a hash of name and types, and a component with another type is an error for them. When
 * {@link RoomService#PROTOCOL} goes up, append what came to the stored files.
 */
class StoredInterfaceTest {
    private static final Path STORED = Path.of("src/test/resources/directory");
    private static final List<Class<?>> INTERFACES = List.of(
            RoomService.class, PersonSession.class, HubSession.class, AccountSession.class, PeopleSession.class);

    private static List<String> stored(String file) throws IOException {
        return Files.readAllLines(STORED.resolve(file));
    }

    private static String signature(Method method) {
        return method.getDeclaringClass().getSimpleName() + " " + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::descriptorString)
                        .collect(Collectors.joining("", "(", ")"))
                + method.getReturnType().descriptorString();
    }

    @Test
    void everyMethodThatEverWasIsThereWithItsTypes() throws IOException {
        List<String> now = INTERFACES.stream()
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .map(StoredInterfaceTest::signature)
                .toList();

        assertThat(now).containsAll(stored("methods.txt"));
    }

    @Test
    void everyRecordBeginsWithTheComponentsThatItEverHad() throws Exception {
        for (String line : stored("records.txt")) {
            String[] parts = line.split(" ");
            Class<?> type = Class.forName("thiscord.protocol.directory." + parts[0]);

            Stream<String> now = Arrays.stream(type.getRecordComponents()).map(StoredInterfaceTest::component);

            assertThat(now.collect(Collectors.joining(" "))).startsWith(line.substring(parts[0].length() + 1));
        }
    }

    private static String component(RecordComponent component) {
        return component.getType().descriptorString() + component.getName();
    }
}
