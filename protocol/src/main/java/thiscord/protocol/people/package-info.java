/**
 * What hub, room service and clients share about people: look-alike names, tickets, keys and what is signed at a login.
 * Imports the JDK's own cryptography; no sockets, no threads.
 */
@NullMarked
package thiscord.protocol.people;

import org.jspecify.annotations.NullMarked;
