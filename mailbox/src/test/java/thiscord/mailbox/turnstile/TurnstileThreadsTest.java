package thiscord.mailbox.turnstile;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.junit.jupiter.api.Test;

/**
 * What {@link TurnstileModelTest} assumes: that each method of a turnstile is one step, however threads interleave. Lincheck
 * makes up what each of three threads does, interleaves them at every access to memory, and looks for an order of whole steps
 * that gives the same answers. It makes objects of this class, so that is public. {@code
 * -Dthiscord.mailbox.interleavings=50} plays more programs.
 */
public class TurnstileThreadsTest {
    private static final int PROGRAMS = Integer.getInteger("thiscord.mailbox.interleavings", 2);

    private final Turnstile gate = new Turnstile(2, 2);
    private final Turnstile.Pass[] passes = new Turnstile.Pass[8];
    private final AtomicInteger told = new AtomicInteger();

    @Operation
    public String read(@Param(gen = ThreadIdGen.class) int thread) {
        return visit(thread, 1);
    }

    @Operation
    public String write(@Param(gen = ThreadIdGen.class) int thread) {
        return visit(thread, 2);
    }

    private String visit(int thread, long weight) {
        if (passes[thread] != null) {
            return "has one";
        }
        passes[thread] = new Turnstile.Pass(weight, told::incrementAndGet);
        return gate.enter(passes[thread]).name();
    }

    @Operation
    public void leave(@Param(gen = ThreadIdGen.class) int thread) {
        if (passes[thread] != null) {
            gate.leave(passes[thread]);
            passes[thread] = null;
        }
    }

    @Operation
    public int waiting() {
        return gate.waiting();
    }

    @Operation
    public long taken() {
        return gate.taken();
    }

    @Test
    void threadsSeeEachMethodAsOneStep() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(2)
                .iterations(PROGRAMS)
                .invocationsPerIteration(150)
                .check(TurnstileThreadsTest.class);
    }
}
