package dev.faultline.chaos.api;

import com.google.gson.JsonObject;
import java.math.BigDecimal;

/**
 * The numbers that an attribute may be.
 *
 * @param least the smallest
 * @param leastExcluded whether the smallest itself is out
 * @param most the largest; infinite for no bound but that of 64 bits
 * @param mostExcluded whether the largest itself is out
 */
record Range(double least, boolean leastExcluded, double most, boolean mostExcluded) {
  static final Range NOT_NEGATIVE = of(0, Double.POSITIVE_INFINITY);
  static final Range POSITIVE = of(1, Double.POSITIVE_INFINITY);
  static final Range SHARE = of(0, 1);

  static Range of(double least, double most) {
    return new Range(least, false, most, false);
  }

  static Range above(double least, double most) {
    return new Range(least, true, most, false);
  }

  static Range below(double least, double most) {
    return new Range(least, false, most, true);
  }

  /** For people. */
  String text() {
    String from = (leastExcluded ? "above " : "") + plain(least);
    if (Double.isInfinite(most)) {
      return from + " or more";
    }
    return from + (mostExcluded ? " to below " : " to ") + plain(most);
  }

  /** For a schema. */
  void addTo(JsonObject schema) {
    schema.addProperty(leastExcluded ? "exclusiveMinimum" : "minimum", number(least));
    if (!Double.isInfinite(most)) {
      schema.addProperty(mostExcluded ? "exclusiveMaximum" : "maximum", number(most));
    }
  }

  private static BigDecimal number(double value) {
    return new BigDecimal(plain(value));
  }

  private static String plain(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
