package dev.faultline.check.model;

/**
 * An operation on the object under a key.
 *
 * @param key {@link Nil#NIL} where there is one object only
 */
public record KeyedOp<I>(Object key, I input) {
  @Override
  public String toString() {
    return key == Nil.NIL ? String.valueOf(input) : key + ": " + input;
  }
}
