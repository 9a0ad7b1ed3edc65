/**
 * Who has an account and how it is let in: accounts and their look-alikes, password hashes, tickets, challenges, the limits
 * of login attempts. Knows neither RMI nor SQL; imports the protocol, {@code thiscord.cli} and Bouncy Castle's Argon2.
 */
@NullMarked
package thiscord.rooms.people;

import org.jspecify.annotations.NullMarked;
