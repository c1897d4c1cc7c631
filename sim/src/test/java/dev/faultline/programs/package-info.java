/** Programs that know nothing of worlds; tests run them in some. */
@NullMarked
package dev.faultline.programs;

import org.jspecify.annotations.NullMarked;
