/** What black-box tests are made with: real processes, line and JSON peers, bounded waiting. Used by tests alone. */
@NullMarked
package thiscord.kit;

import org.jspecify.annotations.NullMarked;
