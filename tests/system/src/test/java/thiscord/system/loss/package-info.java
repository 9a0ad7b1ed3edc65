/** What happens to confirmed events when publisher, broker and subscriber are killed. */
@NullMarked
package thiscord.system.loss;

import org.jspecify.annotations.NullMarked;
