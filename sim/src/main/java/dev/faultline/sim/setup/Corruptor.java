package dev.faultline.sim.setup;

/** Changes a message as a network or a broken memory might. */
@FunctionalInterface
public interface Corruptor {
  /**
   * Returns a changed copy; the original must stay as it is.
   *
   * @param choice of the adversary, 64 well-mixed bits that decide what changes
   */
  Object corrupt(Object message, long choice);
}
