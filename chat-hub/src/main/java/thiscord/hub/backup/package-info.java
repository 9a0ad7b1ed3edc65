/** Backups of a data folder: made while servers run on it, verified, put back. Imports the cli, the protocol, the log and the boards. */
@NullMarked
package thiscord.hub.backup;

import org.jspecify.annotations.NullMarked;
