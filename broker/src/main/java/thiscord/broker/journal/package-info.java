/**
 * The journal behind the numbered lane: which topics are numbered, their offsets, and the events that can be read again.
 * Files or memory, no sockets and no threads of its own. Imports the protocol and cli.
 */
@NullMarked
package thiscord.broker.journal;

import org.jspecify.annotations.NullMarked;
