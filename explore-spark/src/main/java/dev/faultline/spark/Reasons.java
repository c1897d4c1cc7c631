package dev.faultline.spark;

import org.jspecify.annotations.Nullable;

/** What Spark throws, in one line for people. */
final class Reasons {
  private Reasons() {}

  static String of(@Nullable Throwable thrown) {
    if (thrown == null) {
      return "no reason given";
    }
    String all = thrown.toString();
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      all += " " + cause;
    }
    if (all.contains("UnsupportedClassVersionError")) {
      return "an executor runs a JDK older than 25";
    }
    if (all.contains("ClassNotFoundException: dev.faultline")
        || all.contains("NoClassDefFoundError: dev/faultline")) {
      return "an executor does not have Faultline on its class path; install it there, and name the"
          + " folder with --spark-conf "
          + SparkSettings.HOME
          + "=FOLDER";
    }
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = String.valueOf(root.getMessage() == null ? root : root.getMessage());
    return text.lines().findFirst().orElse(text).strip();
  }
}
