package dev.faultline.linkworld;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Store;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A store keeps any part of what was written since its last sync; a log on it keeps its oldest
 * records, and none without all before it that are needed.
 */
final class EnvStorageTest {
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;

  /** Keeps at a crash what a coin says, write by write. */
  private static final class Forgetful implements Store {
    private record Write(String key, @Nullable Object value) {}

    private final TreeMap<String, Object> durable = new TreeMap<>();
    private final TreeMap<String, Object> visible = new TreeMap<>();
    private final List<Write> unsynced = new ArrayList<>();

    @Override
    public @Nullable Object get(String key) {
      return visible.get(key);
    }

    @Override
    public void put(String key, Object value) {
      visible.put(key, value);
      unsynced.add(new Write(key, value));
    }

    @Override
    public void remove(String key) {
      visible.remove(key);
      unsynced.add(new Write(key, null));
    }

    @Override
    public SortedMap<String, Object> range(String fromInclusive, String toExclusive) {
      return Collections.unmodifiableSortedMap(visible.subMap(fromInclusive, toExclusive));
    }

    @Override
    public void sync() {
      durable.clear();
      durable.putAll(visible);
      unsynced.clear();
    }

    void crash(SplittableRandom random) {
      for (Write write : unsynced) {
        if (random.nextBoolean()) {
          if (write.value() == null) {
            durable.remove(write.key());
          } else {
            durable.put(write.key(), write.value());
          }
        }
      }
      visible.clear();
      visible.putAll(durable);
      unsynced.clear();
    }
  }

  /** A record, the number that it holds, and where it lies. */
  private record Entry(long position, long number) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void a_crash_takes_the_youngest_records_and_none_from_between(long seed) {
    System.out.println("a forgetful store from seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    Forgetful store = new Forgetful();
    List<Entry> log = new ArrayList<>();
    int durable = 0;
    long trimmed = 0;
    long number = 0;
    for (int life = 0; life < 400; life++) {
      EnvStorage storage = new EnvStorage(store);
      List<Entry> found = new ArrayList<>();
      long from = trimmed;
      storage.recover((position, segment, offset, length) -> {
        // What was trimmed may be there again.
        if (position >= from) {
          found.add(new Entry(position, segment.get(NUMBER, offset)));
        }
      });
      assertThat(found.size()).as("life %d", life).isBetween(durable, log.size());
      assertThat(found).as("life %d", life).isEqualTo(log.subList(0, found.size()));
      log = found;
      durable = found.size();
      for (int step = random.nextInt(12); step > 0; step--) {
        switch (random.nextInt(4)) {
          case 0 -> {
            store.sync();
            storage.synced();
            durable = log.size();
          }
          case 1 -> {
            // Up to a record that is durable, as a checkpoint is when the log is trimmed.
            if (durable > 0) {
              int gone = random.nextInt(durable);
              trimmed = log.get(gone).position();
              storage.trim(trimmed);
              log = new ArrayList<>(log.subList(gone, log.size()));
              durable -= gone;
            }
          }
          default -> {
            MemorySegment record = MemorySegment.ofArray(new byte[8]);
            record.set(NUMBER, 0, ++number);
            log.add(new Entry(storage.append(record, 0, 8), number));
          }
        }
      }
      store.crash(random);
    }
    assertThat(store.visible).hasSizeLessThan(100);
  }
}
