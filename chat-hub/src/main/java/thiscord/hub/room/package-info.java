/** A room at work on its loop: the engine, its log and its audiences put together. Imports engine, log, board, fanout. */
@NullMarked
package thiscord.hub.room;

import org.jspecify.annotations.NullMarked;
