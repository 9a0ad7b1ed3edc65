/**
 * The room service as it is seen over RMI: interfaces, records, one exception. Append-only: components and methods may
 * be added at the end, none is renamed, retyped or removed. Imports the protocol and {@code java.rmi}.
 */
@NullMarked
package thiscord.protocol.directory;

import org.jspecify.annotations.NullMarked;
