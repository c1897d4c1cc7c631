package dev.faultline.check.model;

import java.util.Comparator;

/** A total order of plain values: numbers by size, then everything else by its text. */
final class Values {

  static final Comparator<Object> ORDER =
      (a, b) -> {
        if (a instanceof Number x && b instanceof Number y) {
          return Long.compare(x.longValue(), y.longValue());
        }
        if (a instanceof Number || b instanceof Number) {
          return a instanceof Number ? -1 : 1;
        }
        return a.toString().compareTo(b.toString());
      };

  private Values() {}
}
