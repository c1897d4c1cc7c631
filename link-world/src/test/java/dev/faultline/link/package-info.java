/** Links in simulated worlds; in the package of what is planted with mistakes. */
@NullMarked
package dev.faultline.link;

import org.jspecify.annotations.NullMarked;
