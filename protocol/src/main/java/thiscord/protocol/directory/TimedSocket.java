package thiscord.protocol.directory;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A client socket whose reads end with the deadline of the call that the reading thread is in. */
final class TimedSocket extends Socket {
    private final int otherwiseMillis;

    TimedSocket(int otherwiseMillis) {
        this.otherwiseMillis = otherwiseMillis;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                setSoTimeout(CallDeadline.left(otherwiseMillis));
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                setSoTimeout(CallDeadline.left(otherwiseMillis));
                return super.read(bytes, from, length);
            }
        };
    }
}
