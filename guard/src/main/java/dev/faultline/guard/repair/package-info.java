/**
 * Anti-entropy repair: replicas find their differences, exchange entries, and drop tombstones once
 * all have them.
 */
@NullMarked
package dev.faultline.guard.repair;

import org.jspecify.annotations.NullMarked;
