/** Links in simulated worlds. */
@NullMarked
package dev.faultline.link;

import org.jspecify.annotations.NullMarked;
