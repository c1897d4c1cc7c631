package dev.faultline.guard.record;

import dev.faultline.guard.version.Stamp;
import java.util.Arrays;
import java.util.Objects;

/**
 * The latest write under a key: a value, or a tombstone.
 *
 * <p>Immutable.
 *
 * @param key under which it was written
 * @param stamp when and by whom
 * @param isDeleted whether it is a tombstone
 * @param value empty for a tombstone
 */
public record Entry(String key, Stamp stamp, boolean isDeleted, byte[] value) {
  /**
   * Creates it; the bytes are copied.
   *
   * @throws IllegalArgumentException if a tombstone has a value, or the key or the writer contains
   *     an unpaired surrogate, which UTF-8 cannot encode
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

  /** A tombstone: the key was deleted at this stamp. */
  public static Entry deleted(String key, Stamp stamp) {
    return new Entry(key, stamp, true, new byte[0]);
  }

  /** A copy of the value; empty for a tombstone. */
  @Override
  public byte[] value() {
    return value.clone();
  }

  /**
   * Whether this entry replaces another. Two entries with the same stamp, which no writer should
   * use twice, are ordered by content, so that all replicas keep the same one.
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
