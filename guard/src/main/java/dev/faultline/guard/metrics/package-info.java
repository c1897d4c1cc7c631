/** What guards have counted, for Micrometer; only for those who have Micrometer on their path. */
@NullMarked
package dev.faultline.guard.metrics;

import org.jspecify.annotations.NullMarked;
