/**
 * The terminal client, and a small library to write bots with. {@link thiscord.client.ClientSession} is what a client
 * knows (pure); {@link thiscord.client.ClientLoop} is its socket; {@link thiscord.client.ChatClient} is the door of the
 * library; the command's two faces, terminal and pipe, are users of that door. Imports the protocol, cli and JLine.
 */
@NullMarked
package thiscord.client;

import org.jspecify.annotations.NullMarked;
