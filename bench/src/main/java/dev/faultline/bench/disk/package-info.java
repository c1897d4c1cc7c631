/** Figures of the disk model. */
@NullMarked
package dev.faultline.bench.disk;

import org.jspecify.annotations.NullMarked;
