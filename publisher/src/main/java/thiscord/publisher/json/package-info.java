/** Reads the JSON of events that others wrote. Imports the protocol and Jackson. */
@NullMarked
package thiscord.publisher.json;

import org.jspecify.annotations.NullMarked;
