package dev.faultline.check.model;

/** What one can do to a map from keys to values. */
public sealed interface KeyValueOp {

  /** The key it touches. */
  String key();

  /** Answers the value. */
  record Get(String key) implements KeyValueOp {
    @Override
    public String toString() {
      return "get " + key;
    }
  }

  /** Replaces the value; answers {@link Nil#NIL}. */
  record Put(String key, Object value) implements KeyValueOp {
    @Override
    public String toString() {
      return "put " + key + " " + value;
    }
  }

  /** Adds to the end of the value, which must be a string; answers {@link Nil#NIL}. */
  record Append(String key, String value) implements KeyValueOp {
    @Override
    public String toString() {
      return "append " + key + " " + value;
    }
  }
}
