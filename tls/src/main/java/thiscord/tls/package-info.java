/**
 * TLS 1.3 as all planes speak it: the server's own key, its fingerprint, and what clients remember of servers. Imports
 * {@code thiscord.cli}, picocli and, to make a certificate, Bouncy Castle.
 */
@NullMarked
package thiscord.tls;

import org.jspecify.annotations.NullMarked;
