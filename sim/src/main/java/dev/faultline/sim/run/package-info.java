/** The loop: takes the next event, lets its node handle it, looks at the properties. */
@NullMarked
package dev.faultline.sim.run;

import org.jspecify.annotations.NullMarked;
