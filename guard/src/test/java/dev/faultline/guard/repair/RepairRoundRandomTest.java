package dev.faultline.guard.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.record.Entry;
import dev.faultline.guard.version.Stamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes, losses, restores and rot at random. */
final class RepairRoundRandomTest extends RepairRounds {
  /** Writes, deletes, rounds and late copies at random, beside what was written last. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void nothing_acknowledged_is_lost_and_nothing_deleted_comes_back(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> names = List.of("a", "b", "c");
    for (int run = 0; run < 40; run++) {
      names.forEach(name -> stores.put(name, new EntryStore(1)));
      TreeMap<String, Entry> last = new TreeMap<>();
      List<Entry> copies = new ArrayList<>();
      RepairRound round = null;
      for (long now = 1; now < 600; now++) {
        String key = "k" + random.nextInt(8);
        Stamp stamp = new Stamp(now, "w");
        Entry entry =
            random.nextInt(3) == 0
                ? Entry.deleted(key, stamp)
                : Entry.of(key, stamp, new byte[] {(byte) now});
        if (random.nextInt(4) == 0) {
          // To a quorum, or to all.
          int missing = random.nextInt(4);
          for (int i = 0; i < 3; i++) {
            if (i != missing) {
              assertThat(store(names.get(i)).write(entry)).isTrue();
            }
          }
          last.put(key, entry);
          copies.add(entry);
        }
        if (!copies.isEmpty() && random.nextInt(3) == 0) {
          Entry copy = copies.get(random.nextInt(copies.size()));
          store(names.get(random.nextInt(3))).take(copy);
        }
        if (round == null || round.isDone()) {
          round = new RepairRound(store("a"), List.of("b", "c"), now, 1000 * now, AGAIN);
        }
        step(round, now * AGAIN.toNanos(), random.nextInt(5) == 0);
      }
      for (Map.Entry<String, Entry> each : last.entrySet()) {
        for (String one : names) {
          for (String other : names) {
            if (!one.equals(other)) {
              assertThat(newest(store(one).get(each.getKey()), store(other).get(each.getKey())))
                  .isEqualTo(each.getValue().isDeleted() ? null : each.getValue());
            }
          }
        }
      }
    }
  }

  /** As above with five replicas, of which one rots, while others bring copies to each other. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void no_acknowledged_value_is_lost_while_one_replica_rots(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> names = List.of("a", "b", "c", "d", "e");
    for (int run = 0; run < 100; run++) {
      names.forEach(name -> stores.put(name, new EntryStore(1)));
      String rotting = names.get(random.nextInt(3) == 0 ? random.nextInt(5) : 0);
      TreeMap<String, Entry> last = new TreeMap<>();
      RepairRound round = null;
      long number = 0;
      for (long now = 1; now < 500; now++) {
        String key = "k" + random.nextInt(8);
        if (now < 300 && random.nextInt(20) == 0) {
          Stamp stamp = new Stamp(now, "w");
          Entry entry =
              random.nextInt(4) == 0
                  ? Entry.deleted(key, stamp)
                  : Entry.of(key, stamp, new byte[] {(byte) now});
          List<String> some = new ArrayList<>(names);
          Collections.shuffle(some, random);
          some.subList(0, 3).forEach(name -> assertThat(store(name).write(entry)).isTrue());
          last.put(key, entry);
        }
        if (random.nextInt(4) == 0 && store(rotting).get(key) != null) {
          rot(store(rotting), key);
        }
        if (random.nextInt(10) == 0) {
          List<String> two = new ArrayList<>(names);
          Collections.shuffle(two, random);
          sync(two.get(0), two.get(1));
        }
        if (round == null || round.isDone()) {
          number = round == null ? 0 : round.number();
          round = new RepairRound(store("a"), List.of("b", "c", "d", "e"), now - 1, number, AGAIN);
        }
        step(round, now * AGAIN.toNanos(), random.nextInt(5) == 0);
      }
      for (Map.Entry<String, Entry> each : last.entrySet()) {
        List<String> sound =
            names.stream()
                .filter(name -> each.getValue().equals(store(name).get(each.getKey())))
                .toList();
        // Three had it, of which one rots.
        assertThat(each.getValue().isDeleted() ? 2 : sound.size())
            .as("run %d, %s", run, each)
            .isGreaterThanOrEqualTo(2);
      }
    }
  }

  /** What a read of two of them finds. */
  private static @Nullable Entry newest(@Nullable Entry one, @Nullable Entry other) {
    Entry newest = one == null || other != null && other.isNewerThan(one) ? other : one;
    return newest == null || newest.isDeleted() ? null : newest;
  }
}
