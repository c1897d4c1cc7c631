package dev.faultline.core;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A node's simple durable store: keys in their natural order, values that must be immutable. Writes
 * take effect for the reader at once and become durable with {@link #sync}; at a crash the
 * adversary decides how many of the writes since the last sync survive, oldest first.
 */
public interface Store {
  @Nullable Object get(String key);

  void put(String key, Object value);

  void remove(String key);

  /** A view of the keys from {@code fromInclusive} up to {@code toExclusive}; read only. */
  SortedMap<String, Object> range(String fromInclusive, String toExclusive);

  /** Makes everything written so far durable before it returns. */
  void sync();
}
