/**
 * Measures messages a second and round trips of links and of other ways to carry messages, both
 * ends in this JVM, in interleaved rounds.
 */
@NullMarked
package dev.faultline.cli.measure;

import org.jspecify.annotations.NullMarked;
