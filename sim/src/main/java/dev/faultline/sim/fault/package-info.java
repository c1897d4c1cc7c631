/** Which faults are active, and whether they may be. */
@NullMarked
package dev.faultline.sim.fault;

import org.jspecify.annotations.NullMarked;
