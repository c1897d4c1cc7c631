package dev.faultline.others;

import java.util.Collection;

/** Code of a program in a package whose fields nobody asked for. */
public final class Elsewhere {
  private Elsewhere() {}

  /** Adds one where there is none. */
  public static void addIfEmpty(Collection<String> to) {
    if (to.isEmpty()) {
      to.add("one");
    }
  }
}
