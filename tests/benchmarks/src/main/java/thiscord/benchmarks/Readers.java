package thiscord.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Semaphore;

/** Sockets whose thread reads and throws away what comes. One other thread at a time may wait for it. */
final class Readers implements AutoCloseable {
    private final Selector selector;
    private final Semaphore done = new Semaphore(0);
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(256 * 1024);
    private final long bytesATurn;
    private long left;

    /** Connects so many, and begins to read; after each so many bytes, to all of them together, a turn is over. */
    Readers(int number, InetSocketAddress to, long bytesATurn) throws IOException {
        this.bytesATurn = bytesATurn;
        left = bytesATurn;
        selector = Selector.open();
        for (int i = 0; i < number; i++) {
            SocketChannel channel = SocketChannel.open(to);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
        Thread thread = new Thread(this::read, "readers");
        thread.setDaemon(true);
        thread.start();
    }

    /** Blocks until one more turn is over. */
    void awaitTurn() throws InterruptedException {
        done.acquire();
    }

    private void read() {
        try {
            while (selector.isOpen()) {
                selector.select(this::drain);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void drain(SelectionKey key) {
        try {
            scratch.clear();
            int got = ((SocketChannel) key.channel()).read(scratch);
            if (got < 0) {
                key.channel().close();
            } else {
                left -= got;
                while (left <= 0) {
                    left += bytesATurn;
                    done.release();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
