/** Links in simulated worlds. */
@NullMarked
package dev.faultline.link.secure;

import org.jspecify.annotations.NullMarked;
