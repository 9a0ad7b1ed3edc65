/**
 * What a hub knows of accounts: a copy of the room service's list, on disk as well, and the checking of tickets. Imports the
 * protocol and {@code thiscord.cli}.
 */
@NullMarked
package thiscord.hub.people;

import org.jspecify.annotations.NullMarked;
