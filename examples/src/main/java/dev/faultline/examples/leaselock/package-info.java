/** A lock with a lease, whose holder may stand still for longer than the lease lasts. */
@NullMarked
package dev.faultline.examples.leaselock;

import org.jspecify.annotations.NullMarked;
