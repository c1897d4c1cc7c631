package dev.faultline.examples.interleavings;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import java.util.function.LongUnaryOperator;

/** A thread that reads the variable, changes what it read, and writes it back. */
final class Worker implements Node {
  private final Address memory;
  private final LongUnaryOperator change;

  Worker(Address memory, LongUnaryOperator change) {
    this.memory = memory;
    this.change = change;
  }

  @Override
  public void start(Env env) {
    env.send(memory, new Memory.Read());
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (message instanceof Memory.Value(var value)) {
      env.send(memory, new Memory.Write(change.applyAsLong(value)));
    }
  }
}
