/** Links in simulated worlds. */
@NullMarked
package dev.faultline.link.recovery;

import org.jspecify.annotations.NullMarked;
