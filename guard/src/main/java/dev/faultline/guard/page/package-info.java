/** Walks over entries that other nodes hold, page by page, while partitions move between nodes. */
@NullMarked
package dev.faultline.guard.page;

import org.jspecify.annotations.NullMarked;
