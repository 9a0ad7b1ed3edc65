/** {@code thiscord ctl}: asks a server over its local door. Imports cli and picocli. */
@NullMarked
package thiscord.ctl;

import org.jspecify.annotations.NullMarked;
