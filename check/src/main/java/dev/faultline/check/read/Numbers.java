package dev.faultline.check.read;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as EDN and JSON write them, in one form for each value: what is equal in the format is
 * equal in Java.
 */
final class Numbers {

  private static final Pattern INTEGER =
      Pattern.compile(
          "([-+]?)(?:(0)|([1-9][0-9]*)|0[xX]([0-9A-Fa-f]+)|0([0-7]+)"
              + "|([1-9][0-9]?)[rR]([0-9A-Za-z]+))N?");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?(M)?");

  /** With a digit that octal numbers do not have; what is octal was found before. */
  private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");

  private static final Pattern RATIO = Pattern.compile("([-+]?[0-9]+)/([0-9]+)");
  private static final Pattern JSON =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

  /** Decimals of a larger exponent stay decimals: as whole numbers they would fill the memory. */
  private static final int MOST_DIGITS = 4_096;

  /** Longer ones take time with their square. Nobody has any, and a budget could not stop it. */
  private static final int LONGEST = 20_000;

  private Numbers() {}

  /** Refuses what would take too long to read. */
  static void requireShort(ByteSource in, CharSequence text) throws MalformedHistoryException {
    if (text.length() > LONGEST) {
      throw in.malformed(
          "a number of " + text.length() + " characters; at most " + LONGEST + " are read");
    }
  }

  /** A whole number of at most 18 digits without leading zeros, or null. */
  static @Nullable Long small(CharSequence text) {
    int length = text.length();
    int at = text.charAt(0) == '-' ? 1 : 0;
    if (length - at < 1 || length - at > 18 || length - at > 1 && text.charAt(at) == '0') {
      return null;
    }
    long value = 0;
    for (int i = at; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return null;
      }
      value = value * 10 + digit;
    }
    return at == 0 ? value : -value;
  }

  /** As Clojure reads EDN: 1 = 1N, but 1, 1.0 and 1M are three values. Null if it is no number. */
  static @Nullable Object edn(String text) {
    Matcher whole = INTEGER.matcher(text);
    if (whole.matches()) {
      return integer(whole);
    }
    Matcher ratio = RATIO.matcher(text);
    if (ratio.matches()) {
      return ratio(new BigInteger(ratio.group(1)), new BigInteger(ratio.group(2)));
    }
    Matcher fraction = FLOAT.matcher(text);
    if (!fraction.matches() || LEADING_ZERO.matcher(text).matches()) {
      return null;
    }
    if (fraction.group(1) != null) {
      try {
        return new BigDecimal(text.substring(0, text.length() - 1)).stripTrailingZeros();
      } catch (ArithmeticException | NumberFormatException e) {
        return null;
      }
    }
    // The two zeros of IEEE 754 are equal in EDN.
    double value = Double.parseDouble(text);
    return value == 0 ? (Object) 0.0 : (Object) value;
  }

  private static @Nullable Object integer(Matcher m) {
    String digits = m.group(2) != null ? "0" : m.group(3);
    int radix = 10;
    if (m.group(4) != null) {
      digits = m.group(4);
      radix = 16;
    } else if (m.group(5) != null) {
      digits = m.group(5);
      radix = 8;
    } else if (m.group(7) != null) {
      digits = m.group(7);
      radix = Integer.parseInt(m.group(6));
    }
    try {
      return whole(new BigInteger(m.group(1) + digits, radix));
    } catch (NumberFormatException e) {
      return null; // A digit that the radix does not have.
    }
  }

  private static @Nullable Object ratio(BigInteger numerator, BigInteger denominator) {
    if (denominator.signum() == 0) {
      return null;
    }
    BigInteger common = numerator.gcd(denominator);
    BigInteger n = numerator.divide(common);
    BigInteger d = denominator.divide(common);
    return d.equals(BigInteger.ONE) ? whole(n) : new Ratio(n, d);
  }

  /** JSON has one kind of number: 1000 = 1e3 and 1 = 1.0, exactly. Null if it is no number. */
  static @Nullable Object json(String text) {
    if (!JSON.matcher(text).matches()) {
      return null;
    }
    BigDecimal value;
    try {
      value = new BigDecimal(text).stripTrailingZeros();
    } catch (ArithmeticException | NumberFormatException e) {
      return null; // An exponent of more than 31 bits.
    }
    if (value.scale() > 0 || value.precision() - (long) value.scale() > MOST_DIGITS) {
      return value;
    }
    return whole(value.toBigInteger());
  }

  private static Object whole(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }
}
