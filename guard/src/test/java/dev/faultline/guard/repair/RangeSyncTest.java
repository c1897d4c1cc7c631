package dev.faultline.guard.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.record.Entry;
import dev.faultline.guard.repair.RepairMessage.Compare;
import dev.faultline.guard.repair.RepairMessage.Digests;
import dev.faultline.guard.repair.RepairMessage.Exchange;
import dev.faultline.guard.repair.RepairMessage.Question;
import dev.faultline.guard.repair.RepairMessage.Scan;
import dev.faultline.guard.version.Stamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RangeSyncTest {
  private static final Duration AGAIN = Duration.ofSeconds(1);

  static Entry entry(int key, long time) {
    return Entry.of("key-" + key, new Stamp(time, "w"), ("value " + key + time).getBytes());
  }

  /** Runs without losses to its end. */
  private static RangeSync run(EntryStore mine, EntryStore theirs) {
    RangeSync sync = new RangeSync(mine, 0, AGAIN, 0);
    while (!sync.isDone()) {
      sync.received(RangeSync.answer(theirs, sync.next(0).orElseThrow()), 0);
    }
    return sync;
  }

  private static void flip(EntryStore store, String key) {
    byte[] sealed = Objects.requireNonNull(store.sealed(key));
    sealed[sealed.length - 1] ^= 1;
  }

  @Test
  void a_record_that_was_misread_and_is_read_soundly_again_is_given_to_others_again() {
    EntryStore misread = new EntryStore(2);
    misread.write(entry(1, 1));
    misread.write(entry(2, 1));
    flip(misread, "key-1");
    misread.scrub();
    EntryStore empty = new EntryStore(2);
    run(empty, misread);
    assertThat(empty.entries()).containsExactly(entry(2, 1));

    flip(misread, "key-1");
    misread.scrub();
    assertThat(misread.rotten()).isEmpty();
    assertThat(misread.size()).isEqualTo(2);
    run(empty, misread);

    assertThat(empty.entries()).containsExactlyInAnyOrder(entry(1, 1), entry(2, 1));
  }

  @Test
  void sound_bytes_of_an_earlier_write_in_place_of_a_corrupt_record_are_not_taken_for_it() {
    EntryStore store = new EntryStore(2);
    store.write(entry(1, 1));
    byte[] before = Objects.requireNonNull(store.sealed("key-1")).clone();
    store.write(entry(1, 2));
    flip(store, "key-1");
    store.scrub();
    System.arraycopy(before, 0, Objects.requireNonNull(store.sealed("key-1")), 0, before.length);

    assertThat(store.get("key-1")).isNull();
    assertThat(store.rotten()).containsExactly("key-1");
    assertThat(store.take(entry(1, 1))).isEqualTo(Ranges.Taken.KNOWN);
    assertThat(store.take(entry(1, 2))).isEqualTo(Ranges.Taken.KEPT);
    assertThat(store.get("key-1")).isEqualTo(entry(1, 2));
  }

  @Test
  void equal_stores_need_one_question() {
    EntryStore a = new EntryStore(3);
    EntryStore b = new EntryStore(3);
    for (int i = 0; i < 1_000; i++) {
      a.write(entry(i, 1));
      b.write(entry(999 - i, 1));
    }
    RangeSync sync = run(a, b);
    assertThat(sync.questions()).isEqualTo(1);
    assertThat(sync.bytes()).isLessThan(200);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void two_stores_become_the_newest_of_both_whatever_is_lost_or_comes_twice(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      EntryStore a = new EntryStore(1 + random.nextInt(3));
      EntryStore b = new EntryStore(a.tree().depth());
      EntryStore all = new EntryStore(1);
      int keys = 1 + random.nextInt(2_000);
      for (int i = 0; i < keys; i++) {
        Entry entry = entry(random.nextInt(keys), random.nextInt(5));
        entry = random.nextInt(5) == 0 ? Entry.deleted(entry.key(), entry.stamp()) : entry;
        all.write(entry);
        int where = random.nextInt(10);
        if (where != 0) {
          a.write(entry);
        }
        if (where != 1) {
          b.write(entry);
        }
      }
      lossy(a, b, random);
      assertThat(a.entries()).isEqualTo(b.entries());
      assertThat(a.entries()).containsExactlyInAnyOrderElementsOf(all.entries());
      assertThat(a.tree().digest(0, 0)).isEqualTo(all.tree().digest(0, 0));
    }
  }

  private static void lossy(EntryStore a, EntryStore b, Random random) {
    RangeSync sync = new RangeSync(a, 7, AGAIN, 0);
    List<Question> questions = new ArrayList<>();
    List<RepairMessage> answers = new ArrayList<>();
    long now = 0;
    while (!sync.isDone()) {
      now += AGAIN.toNanos() / 2;
      sync.next(now).ifPresent(questions::add);
      for (int i = questions.size() - 1; i >= 0; i--) {
        if (random.nextInt(3) != 0) {
          answers.add(RangeSync.answer(b, questions.get(i)));
        }
        if (random.nextInt(4) != 0) {
          questions.remove(i);
        }
      }
      for (int i = answers.size() - 1; i >= 0; i--) {
        if (random.nextInt(3) != 0) {
          sync.received(answers.get(i), now);
        }
        if (random.nextInt(4) != 0) {
          answers.remove(i);
        }
      }
    }
  }

  @Test
  void one_difference_in_many_entries_costs_a_path_and_a_leaf() {
    EntryStore a = new EntryStore(4);
    EntryStore b = new EntryStore(4);
    for (int i = 0; i < 100_000; i++) {
      a.write(entry(i, 1));
      b.write(entry(i, 1));
    }
    b.write(entry(5, 2));
    RangeSync sync = run(a, b);
    assertThat(a.get("key-5")).isEqualTo(entry(5, 2));
    assertThat(sync.differences()).isEqualTo(1);
    assertThat(sync.questions()).isEqualTo(6);
    assertThat(sync.bytes()).isLessThan(1_000);
  }

  @Test
  void no_more_goes_over_the_link_than_it_may() {
    EntryStore a = new EntryStore(2);
    EntryStore b = new EntryStore(2);
    for (int i = 0; i < 3_000; i++) {
      a.write(entry(i, 1));
    }
    RangeSync sync = new RangeSync(a, 0, AGAIN, 0);
    sync.rate(10_000);
    long now = 0;
    long most = 0;
    while (!sync.isDone()) {
      Optional<Question> next = sync.next(now);
      if (next.isPresent()) {
        RepairMessage answer = RangeSync.answer(b, next.get());
        most = Math.max(most, next.get().bytes() + answer.bytes());
        sync.received(answer, now);
      }
      assertThat(sync.bytes()).isLessThanOrEqualTo(most + now / 100_000);
      now += 1_000_000;
    }
    assertThat(sync.bytes()).isGreaterThan(100_000);
    assertThat(b.entries()).hasSize(3_000);
    assertThatThrownBy(() -> sync.rate(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytesPerSecond is 0.0, expected 1.0 to Infinity");
  }

  @Test
  void answers_that_do_not_fit_the_question_are_counted_and_have_no_effect() {
    EntryStore a = new EntryStore(2);
    RangeSync sync = new RangeSync(a, 5, AGAIN, 0);
    sync.received(new Digests(5, List.of()), 0);
    Question question = sync.next(0).orElseThrow();
    sync.received(new Digests(5, List.of(1L)), 0);
    sync.received(new Digests(4, List.of(1L)), 0);
    sync.received(question, 0);
    assertThat(sync.ignored()).isEqualTo(4);
    assertThat(sync.next(AGAIN.toNanos() - 1)).isEmpty();
    assertThat(sync.next(AGAIN.toNanos())).contains(question);
  }

  @Test
  void a_question_of_another_tree_is_refused_by_name_counted_and_has_no_effect() {
    EntryStore store = new EntryStore(1);
    Entry entry = entry(1, 1);
    requireRefused(store, new Compare(0, 1, List.of(0)), "level is 1, expected 0 to 0");
    requireRefused(store, new Compare(0, -1, List.of(0)), "level is -1, expected 0 to 0");
    requireRefused(store, new Compare(0, 0, List.of(0, 1)), "node is 1, expected 0 to 0");
    requireRefused(store, new Scan(0, List.of(0, 16)), "leaf is 16, expected 0 to 15");
    requireRefused(
        store,
        new Exchange(0, 16, List.of(), List.of(entry), List.of()),
        "leaf is 16, expected 0 to 15");
    assertThat(store.size()).isZero();
    assertThatThrownBy(() -> new EntryStore(7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("depth is 7, expected 1 to 6");
  }

  @Test
  void a_question_larger_than_any_that_is_asked_is_refused_counted_and_has_no_effect() {
    EntryStore store = new EntryStore(1);
    List<Entry> entries = Collections.nCopies(65, entry(1, 1));
    List<Long> digests = Collections.nCopies(65, 1L);
    requireRefused(
        store, new Compare(0, 0, Collections.nCopies(65, 0)), "nodes is 65, expected 0 to 64");
    requireRefused(
        store, new Scan(0, Collections.nCopies(33, 0)), "leaves is 33, expected 0 to 32");
    requireRefused(
        store, new Exchange(0, 0, digests, List.of(), List.of()), "wanted is 65, expected 0 to 64");
    requireRefused(
        store, new Exchange(0, 0, List.of(), entries, List.of()), "given is 65, expected 0 to 64");
    requireRefused(
        store,
        new Exchange(0, 0, List.of(), List.of(), entries),
        "withdrawn is 65, expected 0 to 64");
    assertThat(store.size()).isZero();
  }

  private static void requireRefused(EntryStore store, Question question, String why) {
    long before = store.refusedQuestions();
    assertThatThrownBy(() -> RangeSync.answer(store, question))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
    assertThat(store.refusedQuestions()).isEqualTo(before + 1);
  }
}
