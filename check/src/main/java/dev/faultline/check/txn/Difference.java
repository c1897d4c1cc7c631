package dev.faultline.check.txn;

import java.util.function.IntFunction;

/** Says where two lists differ that should be one the beginning of the other. */
final class Difference {

  /** Elements that are shown before and after the place. */
  private static final int AROUND = 3;

  private Difference() {}

  /** Two readers, and what each saw around the first place at which they differ. */
  static String of(String reader, String key, int at, String saw, String other, String otherSaw) {
    return reader
        + " saw an order of "
        + key
        + " that is not a prefix of another: place "
        + (at + 1)
        + " of "
        + saw
        + ", but of "
        + otherSaw
        + (other.isEmpty() ? " before" : " in " + other);
  }

  /** The elements around a place, that one in angle brackets. */
  static String around(int at, int length, IntFunction<String> element) {
    int from = Math.max(0, at - AROUND);
    int to = Math.min(length, at + AROUND + 1);
    var text = new StringBuilder(from > 0 ? "[… " : "[");
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : " ");
      text.append(i == at ? "<" + element.apply(i) + ">" : element.apply(i));
    }
    return text.append(to < length ? " …]" : "]").toString();
  }
}
