/** What a penetration tester of RMI tries, spoken as raw JRMP against a real room service, and against its clients. */
@NullMarked
package thiscord.rooms.attack;

import org.jspecify.annotations.NullMarked;
