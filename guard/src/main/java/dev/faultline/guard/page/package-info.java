/** Walks over what other nodes hold, page by page, while it moves between them. */
@NullMarked
package dev.faultline.guard.page;

import org.jspecify.annotations.NullMarked;
