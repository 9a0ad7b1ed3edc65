/** The text dialect: what a person with a plain socket reads and types. Imports the protocol and the JDK. */
@NullMarked
package thiscord.protocol.text;

import org.jspecify.annotations.NullMarked;
