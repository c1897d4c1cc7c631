/** Future events and their times. */
@NullMarked
package dev.faultline.sim.event;

import org.jspecify.annotations.NullMarked;
