/** Arithmetic: what a line asks for and what comes of it. Pure: no sockets, threads or clocks. Imports nothing of ours. */
@NullMarked
package thiscord.processing.calc;

import org.jspecify.annotations.NullMarked;
