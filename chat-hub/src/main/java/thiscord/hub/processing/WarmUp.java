package thiscord.hub.processing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import thiscord.processing.json.PipeAnswer;
import thiscord.processing.json.PipeMessage;

/**
 * Takes a made-up message the way that messages go, with a processor in this process, so that the first real one does not wait
 * for classes to be loaded. No program sees it.
 */
final class WarmUp implements Processor {
    private WarmUp() {}

    /** Blocks for some 100 ms the first time. */
    static void run() {
        Queue<Runnable> loop = new ArrayDeque<>();
        Passage passage = new Passage((millis, task) -> loop.add(task), System::nanoTime);
        Chain chain = new Chain(List.of(new WarmUp()), true, Duration.ofSeconds(1), 100);
        passage.enter(chain, "room", "nick", "text", outcome -> loop.clear());
        for (Runnable task = loop.poll(); task != null && !passage.isEmpty(); task = loop.poll()) {
            task.run();
        }
    }

    @Override
    public String name() {
        return "warm-up";
    }

    @Override
    public CompletableFuture<PipeAnswer> process(Said said, Runnable given) {
        CompletableFuture<PipeAnswer> answer = new CompletableFuture<>();
        String asked = new PipeMessage(1, said.text(), said.room(), said.from()).line();
        given.run();
        PipeMessage.of(asked)
                .map(message -> new PipeAnswer(message.id(), message.text(), null, "reply").line())
                .flatMap(PipeAnswer::of)
                .ifPresent(answer::complete);
        return answer;
    }

    @Override
    public void missed(String why) {}

    @Override
    public void close() {}
}
