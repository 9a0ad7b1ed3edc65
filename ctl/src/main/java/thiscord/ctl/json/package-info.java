/** The JSON inside the frames of the local door. The only package of this module that sees Jackson. */
@NullMarked
package thiscord.ctl.json;

import org.jspecify.annotations.NullMarked;
