/**
 * What publisher and subscriber have in common: one connection to a door of the broker, and what JeroMQ does not tell of
 * it. Imports cli and JeroMQ.
 */
@NullMarked
package thiscord.link;

import org.jspecify.annotations.NullMarked;
