package dev.faultline.guard.group;

/** What a register needs from where it runs. Its methods may not call the register. */
public interface RegisterPort<V> extends RegisterOut<V> {
  /** An operation is over. */
  void ended(long operation, RegisterEnding<V> ending);
}
