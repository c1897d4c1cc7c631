/** The adversary: every decision of a run that could go more than one way, and its name. */
@NullMarked
package dev.faultline.sim.adversary;

import org.jspecify.annotations.NullMarked;
