/** What tests share: scripted peers over real sockets, processes, transcripts. Imports the protocol. */
@NullMarked
package thiscord.kit;

import org.jspecify.annotations.NullMarked;
