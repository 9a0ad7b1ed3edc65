/** Lines that pass through a process of their own, over pipes. Imports {@code json}. */
@NullMarked
package thiscord.processing.pipeline;

import org.jspecify.annotations.NullMarked;
