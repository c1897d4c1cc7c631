package dev.faultline.check.read;

import java.math.BigInteger;

/** A ratio in lowest terms that is not a whole number, as Clojure writes {@code 1/2}. */
public record Ratio(BigInteger numerator, BigInteger denominator) {
  @Override
  public String toString() {
    return numerator + "/" + denominator;
  }
}
