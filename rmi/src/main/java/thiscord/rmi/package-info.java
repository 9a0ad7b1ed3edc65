/**
 * The serving side of RMI: exports behind filters, sockets with budgets, who reads along what peers ask. Knows no object
 * that is served. Imports the protocol's sockets and filters, cli, tls and {@code java.rmi}.
 */
@NullMarked
package thiscord.rmi;

import org.jspecify.annotations.NullMarked;
