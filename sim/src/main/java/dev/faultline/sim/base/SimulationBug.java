package dev.faultline.sim.base;

/**
 * Faultline itself is wrong: an invariant of the simulation does not hold. Never the fault of the
 * program under test.
 */
public final class SimulationBug extends AssertionError {
  private static final long serialVersionUID = 1L;

  public SimulationBug(String what, long nanos) {
    super("a bug in Faultline, at " + SimTime.text(nanos) + " of simulated time: " + what);
  }
}
