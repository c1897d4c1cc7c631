/** A driver's statistics: for programs, for {@code ./faultline link stat}, and for Micrometer. */
@NullMarked
package dev.faultline.runtime.stats;

import org.jspecify.annotations.NullMarked;
