package dev.faultline.guard.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.record.Entry;
import dev.faultline.guard.record.Seal;
import dev.faultline.guard.repair.RepairRound.Outgoing.Ask;
import dev.faultline.guard.version.Stamp;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RepairRoundTest extends RepairRounds {

  private static final Entry VALUE = Entry.of("k", new Stamp(1, "w"), new byte[] {1});
  private static final Entry GONE = Entry.deleted("k", new Stamp(2, "w"));

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
    assertThat(store("b").promise(5, CLOCK)).isTrue();
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

  /** Steps of a round until it asks the replica for the given time. */
  private void untilAsked(RepairRound round, String name, int times) {
    String before = "";
    for (long now = 0; ; now += AGAIN.toNanos()) {
      RepairRound.Outgoing out = round.next(now).orElseThrow();
      boolean isAsked = out instanceof Ask && out.to().equals(name) && !before.equals(name);
      times -= isAsked ? 1 : 0;
      if (times == 0) {
        return;
      }
      before = out.to();
      step(round, now + AGAIN.toNanos(), false);
    }
  }

  @Test
  void what_rots_at_the_owner_in_a_round_is_settled_only_when_all_have_it() {
    List<String> names = List.of("a", "b", "c", "d", "e");
    names.forEach(name -> stores.put(name, new EntryStore(2)));
    for (String name : List.of("c", "d", "e")) {
      assertThat(store(name).write(VALUE)).isTrue();
    }
    RepairRound round = new RepairRound(store("a"), List.of("b", "c", "d", "e"), 5, 0, AGAIN);
    // It gets the value from c, and loses it before it can give it to b.
    untilAsked(round, "e", 1);
    assertThat(store("a").get("k")).isEqualTo(VALUE);
    rot(store("a"), "k");
    finish(round);
    for (String one : names) {
      for (String other : names) {
        if (!one.equals(other)) {
          sync(one, other);
        }
      }
    }
    names.forEach(name -> assertThat(store(name).get("k")).as(name).isEqualTo(VALUE));
  }

  @Test
  void a_round_waits_while_what_rotted_at_its_owner_is_nowhere_else() {
    store("a").write(VALUE);
    rot(store("a"), "k");
    store("a").scrub();
    RepairRound round = round(5);
    long now = 0;
    for (int i = 0; i < 200; i++, now += AGAIN.toNanos()) {
      step(round, now, false);
    }
    assertThat(round.isDone()).isFalse();
    assertThat(round.uncured()).containsExactly("k");
    // At most one pass in each pause.
    assertThat(round.passes()).isBetween(2L, 200L);
    Entry again = Entry.of("k", new Stamp(9, "w"), new byte[] {2});
    stores.values().forEach(store -> assertThat(store.write(again)).isTrue());
    for (; !round.isDone(); now += AGAIN.toNanos()) {
      step(round, now, false);
    }
    stores.values().forEach(store -> assertThat(store.settled()).isEqualTo(5));
  }

  @Test
  void a_tombstone_that_has_rotted_goes_with_the_others() {
    for (String rotting : List.of("a", "b", "c")) {
      stores.replaceAll((_, _) -> new EntryStore(2));
      stores.values().forEach(store -> store.write(GONE));
      rot(store(rotting), "k");
      finish(round(5));
      stores.values().forEach(store -> assertThat(store.size()).as(rotting).isZero());
      assertThat(store(rotting).sealed("k")).isNull();
    }
  }

  @Test
  void a_time_ahead_of_a_replicas_clock_is_not_promised() {
    RepairRound round = round(CLOCK + 1);
    for (int i = 0; i < 50; i++) {
      step(round, i * AGAIN.toNanos(), false);
    }
    assertThat(round.isDone()).isFalse();
    // Its owner has not promised it either.
    stores
        .values()
        .forEach(store ->
            assertThat(store.write(Entry.of("x", new Stamp(CLOCK, "w"), new byte[0]))).isTrue());
    assertThat(store("b").refusedPromises()).isPositive();
  }

  @Test
  void a_round_says_at_which_number_the_next_may_begin() {
    store("b").write(VALUE);
    RepairRound first = round(0);
    RepairMessage late = null;
    for (long now = 0; !first.isDone(); now += AGAIN.toNanos()) {
      Optional<RepairRound.Outgoing> out = first.next(now);
      if (late == null && out.isPresent() && out.get() instanceof Ask(var to, var question)) {
        late = RangeSync.answer(store(to), question);
      }
      step(first, now + AGAIN.toNanos(), false);
    }
    Entry next = Entry.of("y", new Stamp(5, "w"), new byte[1]);
    store("b").write(next);
    store("c").write(next);
    RepairRound second = new RepairRound(store("a"), List.of("b", "c"), 10, first.number(), AGAIN);
    for (long now = 0; !second.isDone(); now += AGAIN.toNanos()) {
      Objects.requireNonNull(late);
      second.answered("b", late, now);
      second.answered("c", late, now);
      step(second, now, false);
    }
    stores.values().forEach(store -> assertThat(store.get("y")).isEqualTo(next));
    assertThat(first.number()).isGreaterThan(late == null ? 0 : late.number());
  }

  @Test
  void an_owner_without_others_settles_alone() {
    store("a").write(GONE);
    RepairRound round = new RepairRound(store("a"), List.of(), 5, 0, AGAIN);
    assertThat(round.next(0)).isEmpty();
    assertThat(round.isDone()).isTrue();
    assertThat(store("a").size()).isZero();
  }

  @Test
  void the_first_moment_is_a_time_like_others() {
    Entry first = Entry.of("k", new Stamp(Long.MIN_VALUE, "w"), new byte[1]);
    assertThat(store("a").take(first)).isEqualTo(Ranges.Taken.KEPT);
    assertThat(store("b").write(first)).isTrue();
  }
}
