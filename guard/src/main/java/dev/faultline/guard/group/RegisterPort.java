package dev.faultline.guard.group;

/** What a register needs from its environment. Its methods must not call the register. */
public interface RegisterPort<V> extends RegisterOut<V> {
  /** An operation has ended. */
  void ended(long operation, RegisterEnding<V> ending);
}
