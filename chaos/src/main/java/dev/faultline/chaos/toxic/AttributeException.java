package dev.faultline.chaos.toxic;

/** An attribute of a toxic has an invalid value. */
public final class AttributeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String name;

  /**
   * Attribute {@code name} has {@code value}, but {@code expected} was expected.
   *
   * @param name the attribute's name in the interface
   */
  public AttributeException(String name, Object value, String expected) {
    super("attribute " + name + " is " + value + ", expected " + expected);
    this.name = name;
  }

  /** The name of the attribute. */
  public String name() {
    return name;
  }
}
