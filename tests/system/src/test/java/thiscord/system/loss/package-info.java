/** What happens to numbered events when broker and subscriber are killed. */
@NullMarked
package thiscord.system.loss;

import org.jspecify.annotations.NullMarked;
