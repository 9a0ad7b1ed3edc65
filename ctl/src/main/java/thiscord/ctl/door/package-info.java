/** The local door: a Unix domain socket in the data folder, its frames, who may come in. Knows nothing of what is asked. */
@NullMarked
package thiscord.ctl.door;

import org.jspecify.annotations.NullMarked;
