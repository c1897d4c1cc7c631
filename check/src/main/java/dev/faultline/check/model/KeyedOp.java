package dev.faultline.check.model;

/** An operation on the object under a key. */
public record KeyedOp<I>(Object key, I input) {
  @Override
  public String toString() {
    return key + ": " + input;
  }
}
