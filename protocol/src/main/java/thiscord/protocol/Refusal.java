package thiscord.protocol;

/** An expected refusal: a named reason and one line that says what to do. Never an exception inside one process. */
public record Refusal(Reason reason, String text) {}
