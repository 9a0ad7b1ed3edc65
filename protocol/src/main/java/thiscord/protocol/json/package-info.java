/** JSON lines, both ends: the hub's dialect and the client's codec. The only package that sees Jackson here. */
@NullMarked
package thiscord.protocol.json;

import org.jspecify.annotations.NullMarked;
