/** Ready-made processors of messages: pure but for the time. Imports {@code calc} and the records of processors. */
@NullMarked
package thiscord.processing.ready;

import org.jspecify.annotations.NullMarked;
