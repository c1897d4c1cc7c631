/** Clients that come back all at once. */
@NullMarked
package dev.faultline.stories.herd;

import org.jspecify.annotations.NullMarked;
