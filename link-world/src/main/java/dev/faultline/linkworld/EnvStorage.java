package dev.faultline.linkworld;

import dev.faultline.core.Store;
import dev.faultline.link.storage.Storage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A storage on a node's durable store: a key for each record, in the order of positions.
 *
 * <p>Of what was written since its last sync such a store keeps any part, whatever its order. So
 * each record names the one before it, and recovery follows this chain from the oldest that is
 * needed: what hangs on a record that is lost is lost with it. Each record also says up to where
 * the log was trimmed, and records are removed only when one that says so is durable: a removal may
 * survive by itself, too.
 */
final class EnvStorage implements Storage {
  private static final String PREFIX = "link/";

  /** The first key behind all of ours. */
  private static final String END = "link0";

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int PREVIOUS = 0;
  private static final int TRIMMED = 8;
  private static final int BODY = 16;

  private final Store store;
  private final List<Long> asked = new ArrayList<>();
  private long next;
  private long token;

  /** The record that the next one is to name; negative before the first. */
  private long last = -1;

  /** Up to where records are not needed any more, and up to where the last record says so. */
  private long trimmed;

  private long trimmedSaid;

  EnvStorage(Store store) {
    this.store = store;
  }

  @Override
  public void recover(Records records) {
    Map<String, Object> found = store.range(PREFIX, END);
    for (Object value : found.values()) {
      trimmed = Math.max(trimmed, MemorySegment.ofArray((byte[]) value).get(LONG, TRIMMED));
    }
    trimmedSaid = trimmed;
    for (Map.Entry<String, Object> each : List.copyOf(found.entrySet())) {
      long position = Long.parseLong(each.getKey().substring(PREFIX.length()), 16);
      byte[] bytes = (byte[]) each.getValue();
      MemorySegment record = MemorySegment.ofArray(bytes);
      next = position + 1;
      boolean follows =
          last < 0 ? record.get(LONG, PREVIOUS) < trimmed : record.get(LONG, PREVIOUS) == last;
      if (position >= trimmed && follows) {
        last = position;
        records.record(position, record, BODY, bytes.length - BODY);
      }
    }
  }

  @Override
  public long append(MemorySegment segment, long offset, int length) {
    byte[] bytes = new byte[BODY + length];
    MemorySegment record = MemorySegment.ofArray(bytes);
    record.set(LONG, PREVIOUS, last);
    record.set(LONG, TRIMMED, trimmed);
    MemorySegment.copy(segment, offset, record, BODY, length);
    store.put(key(next), bytes);
    trimmedSaid = trimmed;
    last = next;
    return next++;
  }

  /** All records so far are durable: those that these say are not needed may go. */
  void synced() {
    List.copyOf(store.range(PREFIX, key(trimmedSaid)).keySet()).forEach(store::remove);
  }

  @Override
  public long sync() {
    asked.add(++token);
    return token;
  }

  /** The tokens of syncs that have not been begun; the list is empty afterwards. */
  List<Long> takeAsked() {
    List<Long> taken = List.copyOf(asked);
    asked.clear();
    return taken;
  }

  @Override
  public int read(long position, MemorySegment into, long offset) {
    if (!(store.get(key(position)) instanceof byte[] bytes)) {
      throw new IllegalStateException("there is no record at " + position);
    }
    int length = bytes.length - BODY;
    MemorySegment.copy(MemorySegment.ofArray(bytes), BODY, into, offset, length);
    return length;
  }

  @Override
  public void trim(long position) {
    trimmed = Math.max(trimmed, position);
  }

  private static String key(long position) {
    return PREFIX + "%016x".formatted(position);
  }
}
