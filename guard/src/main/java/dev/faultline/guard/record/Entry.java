package dev.faultline.guard.record;

import dev.faultline.guard.version.Stamp;
import java.util.Arrays;
import java.util.Objects;

/**
 * What was written last under a key: a value, or that it was deleted.
 *
 * <p>Immutable.
 *
 * @param key under which it was written
 * @param stamp when and by whom
 * @param isDeleted whether it says that there is nothing
 * @param value empty for what was deleted
 */
public record Entry(String key, Stamp stamp, boolean isDeleted, byte[] value) {
  /**
   * Creates it; the bytes are copied.
   *
   * @throws IllegalArgumentException if there is a value and it says that there is none, or the key
   *     or the writer has half of a surrogate pair, which no encoding keeps
   */
  public Entry {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(stamp, "stamp");
    value = value.clone();
    checkWhole("key", key);
    checkWhole("writer", stamp.writer());
    if (isDeleted && value.length > 0) {
      throw new IllegalArgumentException(
          "a tombstone of %s has %d bytes, expected none".formatted(key, value.length));
    }
  }

  private static void checkWhole(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      if (!Character.isSurrogate(each)) {
        continue;
      }
      boolean isPair = i + 1 < text.length() && Character.isSurrogatePair(each, text.charAt(i + 1));
      if (!isPair) {
        throw new IllegalArgumentException(
            "%s has half of a surrogate pair (%04x) at index %d, expected whole characters"
                .formatted(what, (int) each, i));
      }
      i++;
    }
  }

  /** A value; its bytes are copied. */
  public static Entry of(String key, Stamp stamp, byte[] value) {
    return new Entry(key, stamp, false, value);
  }

  /** A tombstone: under this key there is nothing since then. */
  public static Entry deleted(String key, Stamp stamp) {
    return new Entry(key, stamp, true, new byte[0]);
  }

  /** A copy of the value; empty for what was deleted. */
  @Override
  public byte[] value() {
    return value.clone();
  }

  /**
   * Whether it takes the place of another one. Two of one stamp, which no writer should give twice,
   * are told apart by what they say, so that all replicas keep the same.
   */
  public boolean isNewerThan(Entry other) {
    int byStamp = stamp.compareTo(other.stamp);
    if (byStamp != 0) {
      return byStamp > 0;
    }
    return isDeleted == other.isDeleted
        ? Arrays.compareUnsigned(value, other.value) > 0
        : isDeleted;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Entry other
        && key.equals(other.key)
        && stamp.equals(other.stamp)
        && isDeleted == other.isDeleted
        && Arrays.equals(value, other.value);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * key.hashCode() + Long.hashCode(stamp.time())) + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(key, stamp, isDeleted ? "deleted" : "(" + value.length + " bytes)");
  }
}
