/** Where a peer is, and how long packets may be on the way there. */
@NullMarked
package dev.faultline.link.path;

import org.jspecify.annotations.NullMarked;
