/** The tail at scale, and hedging. */
@NullMarked
package dev.faultline.stories.tail;

import org.jspecify.annotations.NullMarked;
