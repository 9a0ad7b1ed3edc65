package thiscord.client;

import org.jline.utils.AttributedStyle;
import thiscord.protocol.Names;

/** Few colours, readable on dark and on light; none if the user wants none ({@code NO_COLOR}, no-color.org). */
final class Colours {
    private static final int[] NICKS = {
        AttributedStyle.GREEN,
        AttributedStyle.YELLOW,
        AttributedStyle.BLUE,
        AttributedStyle.MAGENTA,
        AttributedStyle.CYAN,
        AttributedStyle.RED
    };

    private final boolean on;

    Colours(boolean on) {
        this.on = on;
    }

    /** The same nick has the same colour everywhere and always. */
    AttributedStyle nick(String nick) {
        int colour = NICKS[Math.floorMod(Names.key(nick).hashCode(), NICKS.length)];
        return on ? AttributedStyle.DEFAULT.foreground(colour) : AttributedStyle.DEFAULT;
    }

    AttributedStyle aside() {
        return on ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT;
    }

    AttributedStyle refusal() {
        return on ? AttributedStyle.DEFAULT.foreground(AttributedStyle.RED) : AttributedStyle.DEFAULT;
    }

    AttributedStyle mention() {
        return on ? AttributedStyle.DEFAULT.bold() : AttributedStyle.DEFAULT;
    }
}
