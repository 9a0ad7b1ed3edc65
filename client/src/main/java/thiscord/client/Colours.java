package thiscord.client;

import java.util.List;
import org.jline.utils.AttributedStyle;
import thiscord.protocol.Names;

/** Few colours, readable on dark and on light; none if the user wants none ({@code NO_COLOR}, no-color.org). */
final class Colours {
    /** Of the 256 colours those that stand out from black and from white alike, far enough from each other. */
    static final List<Integer> NICKS =
            List.of(160, 166, 130, 100, 64, 28, 29, 30, 32, 27, 63, 99, 134, 128, 164, 162, 197, 132);

    private boolean on;

    Colours(boolean on) {
        this.on = on;
    }

    void turn(boolean wanted) {
        on = wanted;
    }

    /** The same nick has the same colour everywhere and always. */
    AttributedStyle nick(String nick) {
        int colour = NICKS.get(Math.floorMod(Names.key(nick).hashCode(), NICKS.size()));
        return on ? AttributedStyle.DEFAULT.foreground(colour) : AttributedStyle.DEFAULT;
    }

    AttributedStyle aside() {
        return on ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT;
    }

    AttributedStyle refusal() {
        return on ? AttributedStyle.DEFAULT.foreground(AttributedStyle.RED) : AttributedStyle.DEFAULT;
    }

    /** The room that one talks in. */
    AttributedStyle here() {
        return on ? AttributedStyle.DEFAULT.inverse() : AttributedStyle.DEFAULT;
    }

    AttributedStyle mention() {
        return on ? AttributedStyle.DEFAULT.bold() : AttributedStyle.DEFAULT;
    }
}
