/** Black-box tests: real processes of the runnable jar, real sockets, real signals. */
@NullMarked
package thiscord.system;

import org.jspecify.annotations.NullMarked;
