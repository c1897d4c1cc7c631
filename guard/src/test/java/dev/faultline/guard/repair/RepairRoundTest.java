package dev.faultline.guard.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.record.Entry;
import dev.faultline.guard.record.Seal;
import dev.faultline.guard.repair.RepairRound.Order.Promise;
import dev.faultline.guard.repair.RepairRound.Order.Settle;
import dev.faultline.guard.repair.RepairRound.Outgoing.Ask;
import dev.faultline.guard.repair.RepairRound.Outgoing.Tell;
import dev.faultline.guard.version.Stamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RepairRoundTest {
  private static final Duration AGAIN = Duration.ofMillis(10);
  private static final Entry VALUE = Entry.of("k", new Stamp(1, "w"), new byte[] {1});
  private static final Entry GONE = Entry.deleted("k", new Stamp(2, "w"));

  private final TreeMap<String, EntryStore> stores =
      new TreeMap<>(Map.of("a", new EntryStore(2), "b", new EntryStore(2), "c", new EntryStore(2)));

  private EntryStore store(String name) {
    return Objects.requireNonNull(stores.get(name));
  }

  /** One message of the round; whether it was answered. */
  private void step(RepairRound round, long now, boolean isLost) {
    Optional<RepairRound.Outgoing> out = round.next(now);
    if (out.isEmpty() || isLost) {
      return;
    }
    EntryStore to = store(out.get().to());
    switch (out.get()) {
      case Tell tell -> {
        switch (tell.order()) {
          case Promise(var time) -> to.promise(time);
          case Settle(var time) -> to.settle(time);
        }
        round.acknowledged(tell.to(), tell.order());
      }
      case Ask(var name, var question) -> round.answered(name, RangeSync.answer(to, question), now);
    }
  }

  private RepairRound round(long time) {
    return new RepairRound(store("a"), List.of("b", "c"), time, 0, AGAIN);
  }

  private void finish(RepairRound round) {
    for (long now = 0; !round.isDone(); now += AGAIN.toNanos()) {
      step(round, now, false);
    }
  }

  @Test
  void a_tombstone_goes_when_all_have_it_and_what_is_late_is_withdrawn() {
    stores.values().forEach(store -> store.write(VALUE));
    store("a").write(GONE);
    store("b").write(GONE);
    finish(round(5));
    stores.values().forEach(store -> assertThat(store.entries()).isEmpty());
    assertThat(store("c").take(VALUE)).isEqualTo(Ranges.Taken.WITHDRAWN);
    assertThat(store("c").take(GONE)).isEqualTo(Ranges.Taken.WITHDRAWN);
    assertThat(store("c").entries()).isEmpty();
  }

  @Test
  void what_only_the_last_replica_has_reaches_all_before_it_is_settled() {
    stores.values().forEach(store -> store.write(VALUE));
    store("c").write(GONE);
    finish(round(5));
    stores.values().forEach(store -> assertThat(store.entries()).isEmpty());
  }

  @Test
  void without_an_answer_no_tombstone_goes() {
    store("a").write(GONE);
    // Both promise, and then nothing is answered any more.
    RepairRound round = round(5);
    for (int i = 0; i < 100; i++) {
      step(round, i * AGAIN.toNanos(), i > 1);
    }
    assertThat(round.isDone()).isFalse();
    assertThat(store("a").entries()).containsExactly(GONE);
  }

  @Test
  void a_write_of_a_time_that_is_promised_away_needs_a_new_stamp() {
    store("b").promise(5);
    assertThat(store("b").write(Entry.of("x", new Stamp(5, "w"), new byte[0]))).isFalse();
    assertThat(store("b").tooOld()).isEqualTo(1);
    assertThat(store("b").write(Entry.of("x", new Stamp(6, "w"), new byte[0]))).isTrue();
  }

  @Test
  void a_replica_that_has_promised_nothing_is_not_settled() {
    store("c").take(GONE);
    store("c").settle(5);
    assertThat(store("c").entries()).containsExactly(GONE);
    assertThat(store("c").take(Entry.of("old", new Stamp(1, "w"), new byte[0])))
        .isEqualTo(Ranges.Taken.KEPT);
  }

  @Test
  void a_replica_that_comes_back_from_an_old_backup_withdraws_what_was_deleted() {
    stores.values().forEach(store -> store.write(VALUE));
    store("a").write(GONE);
    finish(round(5));
    EntryStore backup = new EntryStore(2);
    backup.write(VALUE);
    stores.put("c", backup);
    RangeSync sync = new RangeSync(store("a"), 0, AGAIN, 0);
    while (!sync.isDone()) {
      sync.received(RangeSync.answer(backup, sync.next(0).orElseThrow()), 0);
    }
    assertThat(backup.entries()).isEmpty();
    assertThat(store("a").entries()).isEmpty();
    backup.take(VALUE);
    RangeSync back = new RangeSync(backup, 0, AGAIN, 0);
    while (!back.isDone()) {
      back.received(RangeSync.answer(store("a"), back.next(0).orElseThrow()), 0);
    }
    assertThat(backup.entries()).isEmpty();
  }

  @Test
  void what_has_rotted_stays_where_it_is_until_what_is_not_older_comes() {
    Entry old = Entry.of("k", new Stamp(0, "w"), new byte[] {0});
    stores.values().forEach(store -> store.write(VALUE));
    EntryStore rotting = store("a");
    byte[] sealed = Objects.requireNonNull(rotting.sealed("k"));
    sealed[sealed.length - 1] ^= 1;
    rotting.scrub();
    assertThat(rotting.rotten()).containsExactly("k");
    assertThat(rotting.get("k")).isNull();
    assertThat(rotting.tree().digest(0, 0)).isZero();
    assertThat(rotting.take(old)).isEqualTo(Ranges.Taken.KNOWN);
    assertThat(rotting.rotten()).containsExactly("k");
    finish(round(5));
    assertThat(rotting.get("k")).isEqualTo(VALUE);
    assertThat(rotting.rotten()).isEmpty();
    assertThat(store("b").get("k")).isEqualTo(VALUE);
  }

  @Test
  void what_is_settled_and_has_rotted_is_not_taken_for_deleted() {
    stores.values().forEach(store -> store.write(VALUE));
    finish(round(5));
    byte[] sealed = Objects.requireNonNull(store("a").sealed("k"));
    sealed[7] ^= 1;
    store("a").scrub();
    finish(round(6));
    stores.values().forEach(store -> assertThat(store.get("k")).isEqualTo(VALUE));
    assertThat(Seal.open("k", Objects.requireNonNull(store("a").sealed("k"))))
        .isEqualTo(new Seal.Opened.Sound(VALUE));
  }

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

  /** What a read of two of them finds. */
  private static @Nullable Entry newest(@Nullable Entry one, @Nullable Entry other) {
    Entry newest = one == null || other != null && other.isNewerThan(one) ? other : one;
    return newest == null || newest.isDeleted() ? null : newest;
  }
}
