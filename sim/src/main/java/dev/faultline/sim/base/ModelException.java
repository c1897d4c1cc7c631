package dev.faultline.sim.base;

/**
 * The program asks for something that its own system model rules out, or a declaration that its
 * world needs is missing.
 */
public final class ModelException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public ModelException(String message) {
    super(message);
  }
}
