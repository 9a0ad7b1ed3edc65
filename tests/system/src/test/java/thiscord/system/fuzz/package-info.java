/**
 * Fuzzers: mutated input against every server, seeded, with bystanders that must not notice. A few seconds each in the build;
 * CONTRIBUTING says how to run them for longer.
 */
@NullMarked
package thiscord.system.fuzz;

import org.jspecify.annotations.NullMarked;
