/** Retry discipline: backoff, budgets, deadlines that travel with the request. */
@NullMarked
package dev.faultline.guard.retry;

import org.jspecify.annotations.NullMarked;
