/** Links in simulated worlds. */
@NullMarked
package dev.faultline.link.congestion;

import org.jspecify.annotations.NullMarked;
