package dev.faultline.sim.fault;

import dev.faultline.core.Fault;

/** A fault that has begun and is not over. */
final class ActiveFault {
  final Fault fault;

  /** Whether a flapping link is in the phase in which it is cut. */
  boolean cutting = true;

  boolean over;

  ActiveFault(Fault fault) {
    this.fault = fault;
  }
}
