package dev.faultline.sim.fault;

/**
 * Unwinds a handler whose node has crashed in the middle of a step. An error, so that programs
 * which handle exceptions do not take it for one of theirs.
 */
final class CrashedHere extends Error {
  private static final long serialVersionUID = 1;

  CrashedHere(String node) {
    super(node + " has crashed in the middle of this step", null, false, false);
  }
}
