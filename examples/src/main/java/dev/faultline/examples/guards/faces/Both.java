package dev.faultline.examples.guards.faces;

import java.util.function.IntSupplier;

/** Two threads change one thing. */
record Both(Runnable one, Runnable other, IntSupplier result) implements Face {
  @Override
  public void first() {
    one.run();
  }

  @Override
  public void second() {
    other.run();
  }

  @Override
  public int outcome() {
    return result.getAsInt();
  }
}
