package dev.faultline.check.model;

/** The value of what has no value: a register before its first write, the output of a write. */
public enum Nil {
  /** The only one. */
  NIL;

  @Override
  public String toString() {
    return "nil";
  }
}
