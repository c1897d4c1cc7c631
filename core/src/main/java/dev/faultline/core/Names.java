package dev.faultline.core;

/** The rules for node names, which must fit in replay files, fault plans and commands. */
public final class Names {
  /** The characters that a name may have besides letters and digits. */
  public static final String ALLOWED = "-_.:/@+";

  private static final int LONGEST = 100;

  /**
   * Of each character of ASCII, whether it is allowed, as a bit: programs make worlds by the
   * million, and a table would be read from memory.
   */
  private static final long BELOW_64 = allowedFrom(0);

  private static final long FROM_64 = allowedFrom(64);

  private Names() {}

  /**
   * Checks the name of a node.
   *
   * @param what the name belongs to, for the message: {@code a node's name}
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
    for (int at = 0; at < name.length(); at++) {
      char character = name.charAt(at);
      if (character >= 128) {
        return restIsAllowed(name, at);
      }
      long allowed = character < 64 ? BELOW_64 : FROM_64;
      if ((allowed >>> character & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean restIsAllowed(String name, int start) {
    return name.substring(start).codePoints().allMatch(Names::isAllowed);
  }

  private static long allowedFrom(int first) {
    long bits = 0;
    for (int i = 0; i < Long.SIZE; i++) {
      if (isAllowed(first + i)) {
        bits |= 1L << i;
      }
    }
    return bits;
  }

  private static boolean isAllowed(int character) {
    return Character.isLetterOrDigit(character) || ALLOWED.indexOf(character) >= 0;
  }
}
