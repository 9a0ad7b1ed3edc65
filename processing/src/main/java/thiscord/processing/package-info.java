/**
 * {@code thiscord processing …}: small servers that work on lines, and processors of messages. Imports the house's manners of
 * commands, {@code lines}, {@code calc}, {@code pipeline}, {@code ready} and {@code remote}.
 */
@NullMarked
package thiscord.processing;

import org.jspecify.annotations.NullMarked;
