package dev.faultline.sim.trace;

/** Hears everything that happens in one world, in order, on the world's thread. */
@FunctionalInterface
public interface Tracer {
  void on(TraceEvent event);

  /** Whether nodes are to be asked for their state, which costs a text for each of their steps. */
  default boolean hearsStates() {
    return true;
  }
}
