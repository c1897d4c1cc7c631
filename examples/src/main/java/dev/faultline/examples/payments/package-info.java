/** A retried request that is not idempotent. */
@NullMarked
package dev.faultline.examples.payments;

import org.jspecify.annotations.NullMarked;
