/** A small server of lines over TCP, for a bounded number of clients. Imports the framing of lines and TLS. */
@NullMarked
package thiscord.processing.lines;

import org.jspecify.annotations.NullMarked;
