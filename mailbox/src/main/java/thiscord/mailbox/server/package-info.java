/** The TCP server of mailboxes: sessions of simple clients, requests and refusals. Imports Netty. */
@NullMarked
package thiscord.mailbox.server;

import org.jspecify.annotations.NullMarked;
