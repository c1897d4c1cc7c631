package dev.faultline.examples.interleavings;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;

/** One variable that can be read and written, each in a step of its own. */
final class Memory implements Node {
  /** Asks for the value. */
  record Read() {}

  /** Sets the value. */
  record Write(long value) {}

  /** The value that was read. */
  record Value(long value) {}

  private long value;

  Memory(long value) {
    this.value = value;
  }

  long value() {
    return value;
  }

  @Override
  public void start(Env env) {}

  @Override
  public void receive(Env env, Address from, Object message) {
    switch (message) {
      case Read() -> env.send(from, new Value(value));
      case Write(var written) -> value = written;
      default -> throw new IllegalArgumentException("unexpected: " + message);
    }
  }
}
