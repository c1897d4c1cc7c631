package dev.faultline.guard.group;

/** The output of a register: messages and durable state. Its methods must not call the register. */
public interface RegisterOut<V> {
  /**
   * Sends a message, which may be lost, duplicated and reordered. Never called with the register's
   * own process as receiver.
   */
  void send(String to, RegisterMessage<V> message);

  /**
   * Makes the state durable before it returns. If it throws, the register must no longer be used;
   * open it again with the stored state.
   */
  void keep(RegisterState<V> state);
}
