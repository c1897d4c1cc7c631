package dev.faultline.check;

/** Formats counts with their noun. */
public final class Count {

  private Count() {}

  /** {@code 1 operation}, {@code 2 operations}. */
  public static String of(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }
}
