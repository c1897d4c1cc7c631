/** Which faults are active, and whether the model allows them. */
@NullMarked
package dev.faultline.sim.fault;

import org.jspecify.annotations.NullMarked;
