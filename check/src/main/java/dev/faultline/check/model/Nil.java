package dev.faultline.check.model;

/** Stands for no value: the state of a register before its first write, the output of a write. */
public enum Nil {
  /** The only instance. */
  NIL;

  @Override
  public String toString() {
    return "nil";
  }
}
