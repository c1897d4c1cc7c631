/** Two threads and one counter. */
@NullMarked
package dev.faultline.examples.interleavings;

import org.jspecify.annotations.NullMarked;
