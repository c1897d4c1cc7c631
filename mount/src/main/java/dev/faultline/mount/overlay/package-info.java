/** A copy of the source that takes all changes. */
@NullMarked
package dev.faultline.mount.overlay;

import org.jspecify.annotations.NullMarked;
