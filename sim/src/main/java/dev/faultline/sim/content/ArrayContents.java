package dev.faultline.sim.content;

import dev.faultline.sim.base.KeyedHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks into arrays. An array that is not empty is mutable. */
public final class ArrayContents {
  private static final long MULTIPLIER = 0xD6E8FEB86659FD93L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private ArrayContents() {}

  static ContentPlan plan(Class<?> component) {
    ContentPlan plan;
    if (component == byte.class) {
      plan = (value, contents) -> hash((byte[]) value);
    } else if (component == long.class) {
      plan = (value, contents) -> hash((long[]) value);
    } else if (component == int.class) {
      plan = (value, contents) -> hash((int[]) value);
    } else if (component == double.class) {
      plan = (value, contents) -> hash((double[]) value);
    } else if (component.isPrimitive()) {
      plan = ArrayContents::ofOthers;
    } else {
      plan = (value, contents) -> hash((Object[]) value, contents);
    }
    return (value, contents) -> {
      contents.mutable();
      return plan.hash(value, contents);
    };
  }

  /** Eight bytes at a time. */
  static long hash(byte[] bytes) {
    long hash = bytes.length;
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      hash = step(hash, (long) LONGS.get(bytes, at));
    }
    for (; at < bytes.length; at++) {
      hash = step(hash, bytes[at]);
    }
    return KeyedHash.mix(hash);
  }

  private static long hash(long[] numbers) {
    long hash = numbers.length;
    for (long number : numbers) {
      hash = step(hash, number);
    }
    return KeyedHash.mix(hash);
  }

  private static long hash(int[] numbers) {
    long hash = numbers.length;
    for (int number : numbers) {
      hash = step(hash, number);
    }
    return KeyedHash.mix(hash);
  }

  private static long hash(double[] numbers) {
    long hash = numbers.length;
    for (double number : numbers) {
      hash = step(hash, Double.doubleToLongBits(number));
    }
    return KeyedHash.mix(hash);
  }

  private static long hash(Object[] parts, Contents contents) {
    long hash = parts.length;
    for (Object part : parts) {
      if (contents.exhausted()) {
        break;
      }
      hash = step(hash, contents.applyAsLong(part));
    }
    return KeyedHash.mix(hash);
  }

  /** Arrays of the rarer primitives, box by box. */
  private static long ofOthers(Object array, Contents contents) {
    int length = java.lang.reflect.Array.getLength(array);
    long hash = length;
    for (int i = 0; i < length && !contents.exhausted(); i++) {
      hash = step(hash, contents.applyAsLong(java.lang.reflect.Array.get(array, i)));
    }
    return KeyedHash.mix(hash);
  }

  public static long step(long hash, long part) {
    return Long.rotateLeft(hash ^ part, 29) * MULTIPLIER;
  }
}
