package dev.faultline.check.model;

import dev.faultline.check.Spec;

/** Makes the models. */
public final class Models {

  private Models() {}

  /** A register that holds {@link Nil#NIL} first; read and write only. */
  public static Spec<Object, RegisterOp, Object> register() {
    return register(Nil.NIL);
  }

  /** A register with an initial value; read and write only. */
  public static Spec<Object, RegisterOp, Object> register(Object initial) {
    return new Register(initial, false);
  }

  /** A register with compare-and-set that holds {@link Nil#NIL} first. */
  public static Spec<Object, RegisterOp, Object> casRegister() {
    return casRegister(Nil.NIL);
  }

  /** A register with compare-and-set and an initial value. */
  public static Spec<Object, RegisterOp, Object> casRegister(Object initial) {
    return new Register(initial, true);
  }

  /** A map from keys to strings with get, put and append; absent values are "". */
  public static Spec<KeyValues, KeyValueOp, Object> keyValue() {
    return new KeyValueModel();
  }
}
