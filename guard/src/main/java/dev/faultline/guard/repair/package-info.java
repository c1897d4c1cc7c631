/** Replicas find what they differ in, exchange it, and forget tombstones when all have them. */
@NullMarked
package dev.faultline.guard.repair;

import org.jspecify.annotations.NullMarked;
