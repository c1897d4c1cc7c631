package dev.faultline.check.model;

/** The operations of a map from keys to values. */
public sealed interface KeyValueOp {

  /** The key of the operation. */
  String key();

  /** Returns the value. */
  record Get(String key) implements KeyValueOp {
    @Override
    public String toString() {
      return "get " + key;
    }
  }

  /** Replaces the value; returns {@link Nil#NIL}. */
  record Put(String key, Object value) implements KeyValueOp {
    @Override
    public String toString() {
      return "put " + key + " " + value;
    }
  }

  /** Appends to the value, which must be a string; returns {@link Nil#NIL}. */
  record Append(String key, String value) implements KeyValueOp {
    @Override
    public String toString() {
      return "append " + key + " " + value;
    }
  }
}
