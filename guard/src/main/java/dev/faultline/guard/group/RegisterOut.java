package dev.faultline.guard.group;

/** A register's way out. Its methods may not call the register. */
public interface RegisterOut<V> {
  /** Sends a message, which may be lost, repeated and overtaken. Never to the register itself. */
  void send(String to, RegisterMessage<V> message);

  /**
   * Makes the state durable before it returns. If it throws, the register is not to be used any
   * more; open it again with what was kept.
   */
  void keep(RegisterState<V> state);
}
