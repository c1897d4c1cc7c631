package dev.faultline.sim.trace;

/** Hears everything that happens in one world, in order, on the world's thread. */
@FunctionalInterface
public interface Tracer {
  void on(TraceEvent event);
}
