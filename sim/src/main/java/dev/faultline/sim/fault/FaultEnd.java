package dev.faultline.sim.fault;

import dev.faultline.core.Fault;

/** The end of a fault that has a duration, as something that is still to come. */
public record FaultEnd(Fault fault, Runnable end) implements Runnable {
  @Override
  public void run() {
    end.run();
  }

  /** Whether it is the return of a node that crashed. */
  public boolean isReturn() {
    return fault instanceof Fault.Crash;
  }
}
