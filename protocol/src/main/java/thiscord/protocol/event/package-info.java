/** What happened, for programs: topics and the CloudEvents that ThisCord itself sends. Imports the protocol. */
@NullMarked
package thiscord.protocol.event;

import org.jspecify.annotations.NullMarked;
