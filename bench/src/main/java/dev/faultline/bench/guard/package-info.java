/** Guards beside their peers. */
@NullMarked
package dev.faultline.bench.guard;

import org.jspecify.annotations.NullMarked;
