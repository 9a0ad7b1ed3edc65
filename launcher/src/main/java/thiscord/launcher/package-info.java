/** The one main: every command of ThisCord, and {@code up}, which runs all planes in one process. Imports every module. */
@NullMarked
package thiscord.launcher;

import org.jspecify.annotations.NullMarked;
