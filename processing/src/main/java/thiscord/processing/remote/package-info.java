/** Processors that are served over RMI. Imports {@code thiscord.rmi} and the interface of processors. */
@NullMarked
package thiscord.processing.remote;

import org.jspecify.annotations.NullMarked;
