/**
 * Processors of rooms: programs that every message of a room passes, in order, before it is numbered. What is configured,
 * the programs (child processes, or remote over RMI) and the queue of one room. Knows neither rooms nor sessions. Imports
 * {@code thiscord.processing} for the pipes of a child.
 */
@NullMarked
package thiscord.hub.processing;

import org.jspecify.annotations.NullMarked;
