package thiscord.protocol.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import thiscord.protocol.directory.AllowList;

/** What peers of older versions call and send is still understood: nothing is renamed or retyped, components are appended. */
class StoredProcessorTest {
    private static final Unprocessed MESSAGE = new Unprocessed(7, "lab", "alice", "hello");
    private static final Processed ANSWER = new Processed(7, "HELLO", "", "done");

    /** What version 1 sent. */
    private static final String STORED_MESSAGE =
            "rO0ABXNyACh0aGlzY29yZC5wcm90b2NvbC5wcm9jZXNzaW5nLlVucHJvY2Vzc2VkAAAAAAAAAAACAARKAAJpZEwABGZyb210ABJM"
                    + "amF2YS9sYW5nL1N0cmluZztMAARyb29tcQB+AAFMAAR0ZXh0cQB+AAF4cAAAAAAAAAAHdAAFYWxpY2V0AANsYWJ0AAVoZWxsbw==";

    private static final String STORED_ANSWER =
            "rO0ABXNyACZ0aGlzY29yZC5wcm90b2NvbC5wcm9jZXNzaW5nLlByb2Nlc3NlZAAAAAAAAAAAAgAESgACaWRMAAdyZWZ1c2FsdAAS"
                    + "TGphdmEvbGFuZy9TdHJpbmc7TAAFcmVwbHlxAH4AAUwABHRleHRxAH4AAXhwAAAAAAAAAAd0AAB0AARkb25ldAAFSEVMTE8=";

    private static byte[] bytes(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes, ObjectInputFilter filter) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            in.setObjectInputFilter(filter);
            return in.readObject();
        }
    }

    /** RMI offers every method of the interface, a static one too. */
    @Test
    void theInterfaceIsThisOneMethod() {
        assertThat(Arrays.stream(MessageProcessor.class.getMethods()).map(Method::toString))
                .containsExactly("public abstract thiscord.protocol.processing.Processed"
                        + " thiscord.protocol.processing.MessageProcessor.process(thiscord.protocol.processing.Unprocessed)"
                        + " throws java.rmi.RemoteException,thiscord.protocol.directory.Refused");
    }

    @Test
    void whatVersionOneSentIsReadThroughTheFilters() throws Exception {
        Base64.Decoder base64 = Base64.getDecoder();

        assertThat(read(base64.decode(STORED_MESSAGE), AllowList.forRequest(Unprocessed.class)))
                .isEqualTo(MESSAGE);
        assertThat(read(base64.decode(STORED_ANSWER), AllowList.forAnswers())).isEqualTo(ANSWER);
    }

    @Test
    void nothingElseIsReadAsARequest() throws Exception {
        AllowList filter = AllowList.forRequest(Unprocessed.class);

        for (Object other : List.of(ANSWER, new Object[] {MESSAGE}, List.of(MESSAGE), 7, new byte[1])) {
            byte[] bytes = bytes(other);
            assertThatThrownBy(() -> read(bytes, filter)).hasMessageContaining("REJECTED");
        }
    }

    @Test
    void whatIsTooLongIsNoMessageAndNoAnswer() {
        String longest = "x".repeat(Unprocessed.MOST_TEXT);
        assertThat(new Unprocessed(1, "lab", "alice", longest).text()).isEqualTo(longest);

        assertThatThrownBy(() -> new Unprocessed(1, "", "", longest + "x")).hasMessageContaining("over 4000");
        assertThatThrownBy(() -> new Unprocessed(1, "x".repeat(201), "", "")).hasMessageContaining("over 200");
        assertThatThrownBy(() -> new Unprocessed(1, "", "x".repeat(201), "")).hasMessageContaining("over 200");
        assertThatThrownBy(() -> new Processed(1, longest + "x", "", "")).hasMessageContaining("over 4000");
        assertThatThrownBy(() -> new Processed(1, "", "x".repeat(501), "")).hasMessageContaining("over 500");
        assertThatThrownBy(() -> new Processed(1, "", "", longest + "x")).hasMessageContaining("over 4000");
    }

    @Test
    void aNameOfAProcessorIsWrittenInOneWay() {
        assertThat(new RemoteProcessor("check-sum2", "::1", 7, Duration.ofSeconds(1)))
                .hasToString("check-sum2@[::1]:7");
        for (String wrong : List.of("", "-a", "A", "a/b", "a b", "a".repeat(41))) {
            assertThatThrownBy(() -> RemoteProcessor.checkedName(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no name of a processor");
        }
    }
}
