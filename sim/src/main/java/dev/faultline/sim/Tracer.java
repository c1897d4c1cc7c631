package dev.faultline.sim;

/** Hears everything that happens in one world, in order, on the world's thread. */
@FunctionalInterface
public interface Tracer {
  void on(TraceEvent event);
}
