/** What the house looks like, as rules over classes and sources. Each rule is also shown something that breaks it. */
@NullMarked
package thiscord.system.house;

import org.jspecify.annotations.NullMarked;
