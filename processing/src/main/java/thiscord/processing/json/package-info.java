/** Messages between a pipeline and its process, as JSON lines. The only package here that imports Jackson. */
@NullMarked
package thiscord.processing.json;

import org.jspecify.annotations.NullMarked;
