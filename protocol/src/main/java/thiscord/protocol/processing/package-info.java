/**
 * Processors of messages as they are seen over RMI: an interface, two records, and who calls them. Append-only: components
 * and methods may be added at the end, none is renamed, retyped or removed. Imports {@code directory}, whose sockets and
 * filters it uses, and {@code java.rmi}.
 */
@NullMarked
package thiscord.protocol.processing;

import org.jspecify.annotations.NullMarked;
