/** The script {@code thiscord} under a real shell, with a Java and a Maven that only pretend. */
@NullMarked
package thiscord.system.script;

import org.jspecify.annotations.NullMarked;
