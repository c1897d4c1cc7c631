/** How much work may come in: rates, concurrency, priorities. */
@NullMarked
package dev.faultline.guard.admission;

import org.jspecify.annotations.NullMarked;
