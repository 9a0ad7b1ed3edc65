/** What {@code thiscord rooms --json} prints. The only package of the room service that sees Jackson. */
@NullMarked
package thiscord.rooms.json;

import org.jspecify.annotations.NullMarked;
