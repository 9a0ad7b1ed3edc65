/**
 * The room service: a pure table of rooms, its store, its RMI objects, and the two commands. Imports the protocol, cli, the
 * publisher, {@code java.rmi} and {@code java.sql}.
 */
@NullMarked
package thiscord.rooms;

import org.jspecify.annotations.NullMarked;
