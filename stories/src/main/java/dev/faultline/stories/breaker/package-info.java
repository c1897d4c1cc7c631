/** The breaker that never opens. */
@NullMarked
package dev.faultline.stories.breaker;

import org.jspecify.annotations.NullMarked;
