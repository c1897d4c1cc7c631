/** The retry storm that outlives its trigger. */
@NullMarked
package dev.faultline.stories.storm;

import org.jspecify.annotations.NullMarked;
