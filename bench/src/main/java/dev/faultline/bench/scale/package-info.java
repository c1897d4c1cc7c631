/** Campaigns on many machines, as a model. */
@NullMarked
package dev.faultline.bench.scale;

import org.jspecify.annotations.NullMarked;
