/** The same manners for every command: exit codes, errors as one line, logging, addresses. Imports picocli. */
@NullMarked
package thiscord.cli;

import org.jspecify.annotations.NullMarked;
