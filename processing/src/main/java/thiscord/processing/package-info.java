/**
 * {@code thiscord processing …}: small servers that work on lines. Imports the house's manners of commands, {@code lines},
 * {@code calc} and {@code pipeline}.
 */
@NullMarked
package thiscord.processing;

import org.jspecify.annotations.NullMarked;
