package thiscord.hub.processing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import thiscord.processing.json.PipeAnswer;
import thiscord.processing.pipeline.NoAnswer;

/** A processor that answers when the test says so. For one thread. */
public final class ScriptedProcessor implements Processor {
    private final String name;
    private final List<Said> given = new ArrayList<>();
    private final List<CompletableFuture<PipeAnswer>> answers = new ArrayList<>();

    private final List<Runnable> untaken = new ArrayList<>();
    private boolean writing = true;
    private boolean starting;
    private int missed;

    public ScriptedProcessor(String name) {
        this.name = name;
    }

    /** The texts that it was given, in that order. */
    public List<String> given() {
        return given.stream().map(Said::text).toList();
    }

    /** True if nobody wants that answer any more. */
    public boolean cancelled(int index) {
        return answers.get(index).isCancelled();
    }

    /** From now on what it is given waits to be written until {@link #write}. */
    public void hold() {
        writing = false;
    }

    /** Writes what waits for it. */
    public void write() {
        untaken.forEach(Runnable::run);
        untaken.clear();
    }

    /** Whether its program starts. */
    public void starting(boolean now) {
        starting = now;
    }

    @Override
    public boolean starting() {
        return starting;
    }

    /** Answers what it was given as that number, from 0. */
    public void text(int index, String text) {
        answers.get(index).complete(new PipeAnswer(index, text));
    }

    /** The same with a reply, and the text as it came. */
    public void reply(int index, String reply) {
        answers.get(index).complete(new PipeAnswer(index, null, null, reply));
    }

    /** Refuses it. */
    public void refuse(int index, String why) {
        answers.get(index).complete(new PipeAnswer(index, null, why, null));
    }

    /** Gives no answer to it. */
    public void fail(int index, String why) {
        answers.get(index).completeExceptionally(new NoAnswer(why));
    }

    /** How many went on, or were refused, without its answer. */
    public int missed() {
        return missed;
    }

    @Override
    public void missed(String why) {
        missed++;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<PipeAnswer> process(Said said, Runnable taken) {
        given.add(said);
        if (writing) {
            taken.run();
        } else {
            untaken.add(taken);
        }
        answers.add(new CompletableFuture<>());
        return answers.get(answers.size() - 1);
    }

    @Override
    public void close() {
        throw new AssertionError("nobody closes it");
    }
}
