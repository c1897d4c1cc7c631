/** A published circuit breaker, and the clock that cures what can be cured. */
@NullMarked
package dev.faultline.examples.resilience4j;

import org.jspecify.annotations.NullMarked;
