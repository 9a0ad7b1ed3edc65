/**
 * The language that the planes share: commands, events, names, limits and reasons, as plain values. No sockets, no
 * threads, no logging; imports nothing but the JDK.
 */
@NullMarked
package thiscord.protocol;

import org.jspecify.annotations.NullMarked;
