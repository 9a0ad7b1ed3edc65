/**
 * {@code thiscord processing …}: small servers that work on lines. Imports the house's manners of commands, {@code lines}
 * and {@code calc}.
 */
@NullMarked
package thiscord.processing;

import org.jspecify.annotations.NullMarked;
