package zmq;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zmq.io.IOThread;

/**
 * The mailbox of a context's I/O thread, seen from one of the threads that write to it: between {@link #hold} and
 * {@link #release} what that thread sends is put in, but the I/O thread is woken only once, by the last of it. JeroMQ wakes it
 * for each command, and each costs a write here and a read there.
 *
 * <p>The I/O thread takes commands as long as there are any before it looks whether it was woken, so fewer wakings than
 * commands are nothing new to it. {@link #send} is for any thread, hold and release for one.
 */
public final class OneWakeup implements IMailbox {
    private final Mailbox mailbox;
    private final Deque<Command> commands;
    private volatile @Nullable Thread holder;
    private @Nullable Command last;

    private OneWakeup(Mailbox mailbox, Deque<Command> commands) {
        this.mailbox = mailbox;
        this.commands = commands;
    }

    /**
     * Puts it before the mailbox of the only I/O thread of a context that has a socket already.
     *
     * @throws IllegalStateException if JeroMQ is not made as it was in 0.6
     */
    public static OneWakeup install(Ctx context) {
        try {
            List<?> threads = (List<?>) field(Ctx.class, "ioThreads").get(context);
            IMailbox[] slots = (IMailbox[]) field(Ctx.class, "slots").get(context);
            Mailbox mailbox = ((IOThread) threads.get(0)).getMailbox();
            @SuppressWarnings("unchecked")
            Deque<Command> commands =
                    (Deque<Command>) field(Mailbox.class, "cpipe").get(mailbox);
            OneWakeup wakeup = new OneWakeup(mailbox, commands);
            for (int i = 0; i < slots.length; i++) {
                if (slots[i] == mailbox) {
                    slots[i] = wakeup;
                }
            }
            return wakeup;
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException("this is not the JeroMQ that wakeups are counted for", e);
        }
    }

    private static Field field(Class<?> of, String name) throws NoSuchFieldException {
        Field field = of.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** From now on what this thread sends waits for {@link #release}; or a part of it does. */
    public void hold() {
        holder = Thread.currentThread();
    }

    /** Wakes the I/O thread if there is anything for it. */
    public void release() {
        holder = null;
        Command command = last;
        if (command != null) {
            last = null;
            mailbox.send(command);
        }
    }

    @Override
    public void send(Command command) {
        if (holder != Thread.currentThread()) {
            mailbox.send(command);
            return;
        }
        if (last != null) {
            commands.addLast(last);
        }
        last = command;
    }

    @Override
    public @Nullable Command recv(long timeout) {
        return mailbox.recv(timeout);
    }

    @Override
    public void close() throws IOException {
        mailbox.close();
    }
}
