package dev.faultline.check;

/** Numbers of things in words. */
public final class Count {

  private Count() {}

  /** {@code 1 operation}, {@code 2 operations}. */
  public static String of(long number, String one) {
    return number + " " + one + (number == 1 ? "" : "s");
  }
}
