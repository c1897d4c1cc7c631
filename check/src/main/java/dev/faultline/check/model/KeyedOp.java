package dev.faultline.check.model;

/**
 * An operation on the object under a key.
 *
 * @param key {@link Nil#NIL} if there is only one object
 */
public record KeyedOp<I>(Object key, I input) {
  @Override
  public String toString() {
    return key == Nil.NIL ? String.valueOf(input) : key + ": " + input;
  }
}
