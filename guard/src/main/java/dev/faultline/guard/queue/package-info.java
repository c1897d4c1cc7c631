/** Shedding of work that waited too long, and credits from a consumer to its producer. */
@NullMarked
package dev.faultline.guard.queue;

import org.jspecify.annotations.NullMarked;
