package dev.faultline.sim.content;

import dev.faultline.sim.base.KeyedHash;
import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Looks into boxed values and those classes of the JDK whose text says all that there is. */
final class ScalarContents {
  private ScalarContents() {}

  /** The plan for such a class, or null for another one. */
  static @Nullable ContentPlan plan(Class<?> type) {
    if (List.of(Long.class, Integer.class, Short.class, Byte.class).contains(type)) {
      return (value, contents) -> KeyedHash.mix(((Number) value).longValue());
    }
    if (type == Double.class) {
      return (value, contents) -> KeyedHash.mix(Double.doubleToLongBits((Double) value));
    }
    if (type == Float.class) {
      return (value, contents) -> KeyedHash.mix(Float.floatToIntBits((Float) value));
    }
    if (type == Boolean.class) {
      return (value, contents) -> KeyedHash.mix((Boolean) value ? 1 : 2);
    }
    if (type == Character.class) {
      return (value, contents) -> KeyedHash.mix((Character) value);
    }
    if (type == Class.class) {
      return (value, contents) -> contents.said(((Class<?>) value).getName());
    }
    if (type == Date.class) {
      return (value, contents) -> {
        contents.mutable();
        return KeyedHash.mix(((Date) value).getTime()); // Its text lacks the milliseconds.
      };
    }
    if (ByteBuffer.class.isAssignableFrom(type)) {
      return (value, contents) -> {
        contents.mutable();
        ByteBuffer copy = ((ByteBuffer) value).duplicate();
        byte[] rest = new byte[copy.remaining()];
        copy.get(rest);
        return ArrayContents.hash(rest);
      };
    }
    if (saysAll(type)) {
      return (value, contents) -> contents.said(value.toString());
    }
    if (saysAllForNow(type)) {
      return (value, contents) -> {
        contents.mutable();
        return contents.said(value.toString());
      };
    }
    return null;
  }

  private static boolean saysAll(Class<?> type) {
    return type.getPackageName().equals("java.time")
        || type == UUID.class
        || type == BigInteger.class
        || type == BigDecimal.class
        || type == URI.class
        || type == File.class
        || type == Locale.class
        || type == Currency.class
        || ofJdk(type, Path.class)
        || ofJdk(type, Charset.class)
        || type == OptionalInt.class
        || type == OptionalLong.class
        || type == OptionalDouble.class;
  }

  /** Others may be more than their text says. */
  private static boolean ofJdk(Class<?> type, Class<?> kind) {
    return kind.isAssignableFrom(type) && type.getModule() == Object.class.getModule();
  }

  private static boolean saysAllForNow(Class<?> type) {
    return type == StringBuilder.class
        || type == StringBuffer.class
        || type == BitSet.class
        || type == AtomicInteger.class
        || type == AtomicLong.class
        || type == AtomicBoolean.class;
  }
}
