/** A program on H2, which knows nothing of worlds. */
@NullMarked
package dev.faultline.examples.h2.program;

import org.jspecify.annotations.NullMarked;
