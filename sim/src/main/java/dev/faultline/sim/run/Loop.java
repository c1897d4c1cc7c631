package dev.faultline.sim.run;

/** Says what happens next in the place of time. */
public interface Loop {
  /** As {@link Kernel#run} has it. */
  boolean run(long endNanos, long maxEvents);

  /** Whether the run was ended before its time. */
  boolean cut();
}
