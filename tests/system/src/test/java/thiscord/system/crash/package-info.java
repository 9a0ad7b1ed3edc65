/** The hub is killed while people talk; what each of them saw is compared. */
@NullMarked
package thiscord.system.crash;

import org.jspecify.annotations.NullMarked;
