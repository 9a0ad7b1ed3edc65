/** The chat hub: start, settings, command. Wires the packages below it; imports all of them. */
@NullMarked
package thiscord.hub;

import org.jspecify.annotations.NullMarked;
