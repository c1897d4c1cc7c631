/** What is still to come, and when. */
@NullMarked
package dev.faultline.sim.event;

import org.jspecify.annotations.NullMarked;
