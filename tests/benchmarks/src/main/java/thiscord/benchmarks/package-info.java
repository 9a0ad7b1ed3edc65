/** JMH questions: one class, one question. They import what they ask about. {@code docs/BENCHMARKS.md} has the answers. */
@NullMarked
package thiscord.benchmarks;

import org.jspecify.annotations.NullMarked;
