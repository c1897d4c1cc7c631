/** Who decides what could have gone otherwise, and how a decision is named. */
@NullMarked
package dev.faultline.sim.adversary;

import org.jspecify.annotations.NullMarked;
