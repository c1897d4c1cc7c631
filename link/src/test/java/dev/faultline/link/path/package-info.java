/** Links in simulated worlds. */
@NullMarked
package dev.faultline.link.path;

import org.jspecify.annotations.NullMarked;
