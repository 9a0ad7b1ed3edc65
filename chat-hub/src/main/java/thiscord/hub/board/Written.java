package thiscord.hub.board;

/**
 * What stands on a board.
 *
 * @param text empty if nothing does
 * @param by the nick of who wrote it
 * @param at when, in milliseconds since 1970
 */
public record Written(String text, String by, long at) {
    static final Written NOTHING = new Written("", "", 0);
}
