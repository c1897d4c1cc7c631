package dev.faultline.mount.record;

/** The names that the model has for attributes of files. */
public final class Attribute {
  /** A {@code Long}: the mode without the kind. */
  public static final String PERMISSIONS = "permissions";

  /** A {@code Long}, where it is not whoever made the file. */
  public static final String USER = "user";

  /** A {@code Long}, where it is not that of whoever made the file. */
  public static final String GROUP = "group";

  /** Before the name of one of the user's, without its {@code user.}; a {@code byte[]}. */
  public static final String EXTENDED = "extended ";

  private Attribute() {}
}
