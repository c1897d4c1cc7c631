package dev.faultline.check.named;

import dev.faultline.check.read.RawOperation;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;

/** Roughly how much memory values take, in bytes; what is shared counts where it is used. */
final class Footprint {

  /** An operation as it was read, and as a model understands it. */
  private static final int OF_AN_OPERATION = 256;

  private Footprint() {}

  static long of(RawOperation op) {
    return OF_AN_OPERATION + of(op.argument()) + of(op.key());
  }

  static long ofResult(RawOperation op) {
    return of(op.result());
  }

  private static long of(Object value) {
    return switch (value) {
      case String text -> 48L + text.length();
      case Collection<?> values -> {
        long sum = 48;
        for (Object each : values) {
          sum += 8 + of(each);
        }
        yield sum;
      }
      case Map<?, ?> map -> {
        long sum = 80;
        for (var entry : map.entrySet()) {
          sum += 56 + of(entry.getKey()) + of(entry.getValue());
        }
        yield sum;
      }
      case BigInteger number -> 64L + number.bitLength() / 8;
      case BigDecimal number -> 104L + number.precision() / 2;
      default -> 16;
    };
  }
}
