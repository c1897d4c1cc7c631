package dev.faultline.chaos.toxic;

/** An attribute of a toxic has a value that makes no sense. */
public final class AttributeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String name;

  /**
   * Of attribute {@code name}, which is {@code value}, where {@code expected} was expected.
   *
   * @param name as the interface spells it
   */
  public AttributeException(String name, Object value, String expected) {
    super("attribute " + name + " is " + value + ", expected " + expected);
    this.name = name;
  }

  /** The attribute. */
  public String name() {
    return name;
  }
}
