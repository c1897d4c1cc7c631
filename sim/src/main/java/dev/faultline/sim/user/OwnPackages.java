package dev.faultline.sim.user;

import java.util.List;

/**
 * The packages of this module, and those of the one that runs unmodified programs: what a class of
 * theirs does is not the program's own.
 */
public final class OwnPackages {
  private static final String ROOT = "dev.faultline.sim";
  private static final String PROGRAMS = "dev.faultline.jvm";

  /** The packages below the root one, by name. */
  static final List<String> ROOMS =
      List.of(
          "adversary",
          "base",
          "connection",
          "content",
          "disk",
          "event",
          "fault",
          "net",
          "node",
          "order",
          "property",
          "rare",
          "run",
          "setup",
          "trace",
          "user",
          "workload");

  private OwnPackages() {}

  /** Whether a class is one of those that programs talk to a world with. */
  public static boolean isFacade(Class<?> type) {
    String name = type.getPackageName();
    return name.equals(ROOT) || name.equals(PROGRAMS);
  }

  /** Whether a class with this name is of these modules. */
  public static boolean contain(String className) {
    if (className.startsWith(PROGRAMS + ".")) {
      return true;
    }
    int end = Math.max(0, className.lastIndexOf('.'));
    if (end < ROOT.length() || !className.startsWith(ROOT)) {
      return false;
    }
    return end == ROOT.length()
        || className.charAt(ROOT.length()) == '.'
            && ROOMS.contains(className.substring(ROOT.length() + 1, end));
  }
}
