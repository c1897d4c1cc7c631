/** Generated histories, with or without planted violations. */
@NullMarked
package dev.faultline.check.generate;

import org.jspecify.annotations.NullMarked;
