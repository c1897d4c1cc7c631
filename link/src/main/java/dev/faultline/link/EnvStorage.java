package dev.faultline.link;

import dev.faultline.core.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A storage on a node's durable store: a key for each record, in the order of positions. */
final class EnvStorage implements Storage {
  private static final String PREFIX = "link/";

  /** The first key behind all of ours. */
  private static final String END = "link0";

  private final Store store;
  private final List<Long> asked = new ArrayList<>();
  private long next;
  private long trimmed;
  private long token;

  EnvStorage(Store store) {
    this.store = store;
  }

  @Override
  public void recover(Records records) {
    for (Map.Entry<String, Object> each : List.copyOf(store.range(PREFIX, END).entrySet())) {
      long position = Long.parseLong(each.getKey().substring(PREFIX.length()), 16);
      byte[] bytes = (byte[]) each.getValue();
      records.record(position, MemorySegment.ofArray(bytes), 0, bytes.length);
      trimmed = next == 0 ? position : trimmed;
      next = position + 1;
    }
  }

  @Override
  public long append(MemorySegment segment, long offset, int length) {
    store.put(key(next), segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
    return next++;
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
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, into, offset, bytes.length);
    return bytes.length;
  }

  @Override
  public void trim(long position) {
    for (; trimmed < position; trimmed++) {
      store.remove(key(trimmed));
    }
  }

  private static String key(long position) {
    return PREFIX + "%016x".formatted(position);
  }
}
