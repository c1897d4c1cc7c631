package dev.faultline.core;

/** What nodes may be called, so that names can stand in replay files, fault plans and commands. */
public final class Names {
  /** What a name is made of besides letters and digits. */
  public static final String ALLOWED = "-_.:/@+";

  private static final int LONGEST = 100;

  /** Of each character of ASCII, whether it is allowed: programs make worlds by the million. */
  private static final boolean[] ASCII = new boolean[128];

  static {
    for (char character = 0; character < ASCII.length; character++) {
      ASCII[character] = isAllowed(character);
    }
  }

  private Names() {}

  /**
   * Checks the name of a node.
   *
   * @param what is called so, for the message: {@code a node's name}
   * @return the name
   * @throws IllegalArgumentException when it is empty, longer than 100 characters, or has
   *     characters other than letters, digits and those of {@link #ALLOWED}
   */
  public static String check(String name, String what) {
    if (name.isEmpty() || name.length() > LONGEST || !allowed(name)) {
      throw new IllegalArgumentException(
          what
              + " is '"
              + name
              + "', expected 1 to "
              + LONGEST
              + " letters, digits and characters of "
              + ALLOWED);
    }
    return name;
  }

  private static boolean allowed(String name) {
    int at = 0;
    while (at < name.length()) {
      char first = name.charAt(at);
      if (first < ASCII.length) {
        if (!ASCII[first]) {
          return false;
        }
        at++;
        continue;
      }
      int character = name.codePointAt(at);
      if (!isAllowed(character)) {
        return false;
      }
      at += Character.charCount(character);
    }
    return true;
  }

  private static boolean isAllowed(int character) {
    return Character.isLetterOrDigit(character) || ALLOWED.indexOf(character) >= 0;
  }
}
