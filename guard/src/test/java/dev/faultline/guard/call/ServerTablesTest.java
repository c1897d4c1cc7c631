package dev.faultline.guard.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.guard.call.ReplyTable.Begun;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What a server knows of the attempts of one call. */
class ServerTablesTest {
  private static final long SECOND = 1_000_000_000;
  private static final Duration LONG = Duration.ofSeconds(1);
  private static final IdempotencyKey KEY = new IdempotencyKey(0x0123456789abcdefL, -1);

  private final long start = justBeforeOverflow();
  private final CancelTable<String> cancels =
      new CancelTable<>(Duration.ofSeconds(10), Duration.ofSeconds(30), 2);
  private final ReplyTable<String> replies = new ReplyTable<>(Duration.ofSeconds(10), 2);

  @Test
  void queued_work_that_is_cancelled_is_not_done() {
    long ticket = cancels.begin("a", start);
    assertThat(cancels.isCancelled("a")).isFalse();
    assertThat(cancels.cancel("a", start)).isTrue();
    assertThat(cancels.isCancelled("a")).isTrue();
    cancels.end("a", ticket);
    assertThat(cancels.isCancelled("a")).isFalse();
    assertThat(cancels.cancelled()).isEqualTo(1);
    assertThat(cancels.size()).isZero();
  }

  @Test
  void a_cancellation_that_overtakes_its_request_counts_for_a_while() {
    assertThat(cancels.cancel("a", start)).isFalse();
    assertThat(cancels.begin("a", start + 9 * SECOND)).isEqualTo(CancelTable.REFUSED);
    assertThat(cancels.cancelled()).isEqualTo(1);
    assertThat(cancels.cancel("b", start)).isFalse();
    assertThat(cancels.begin("b", start + 20 * SECOND)).isNotNegative();
  }

  @Test
  void a_cancelled_request_that_the_network_repeats_is_not_begun() {
    cancels.cancel("a", start);
    assertThat(cancels.begin("a", start)).isEqualTo(CancelTable.REFUSED);
    cancels.cancel("a", start + SECOND);
    assertThat(cancels.begin("a", start + 11 * SECOND - 1)).isEqualTo(CancelTable.REFUSED);
    assertThat(cancels.cancelled()).as("one attempt").isEqualTo(1);
    assertThat(cancels.begin("a", start + 11 * SECOND)).as("forgotten").isNotNegative();
  }

  @Test
  void a_request_that_was_cancelled_while_it_was_here_is_not_begun_again() {
    long ticket = cancels.begin("a", start);
    cancels.cancel("a", start + SECOND);
    cancels.end("a", ticket);
    assertThat(cancels.begin("a", start + 11 * SECOND - 1)).isEqualTo(CancelTable.REFUSED);
    assertThat(cancels.cancelled()).as("one attempt").isEqualTo(1);
    assertThat(cancels.begin("a", start + 11 * SECOND)).as("forgotten").isNotNegative();
  }

  @Test
  void no_more_cancellations_are_remembered_than_there_is_room_for() {
    cancels.cancel("a", start);
    cancels.cancel("b", start);
    cancels.cancel("a", start);
    cancels.cancel("c", start);
    assertThat(cancels.begin("b", start)).as("forgotten, the oldest").isNotNegative();
    assertThat(cancels.begin("a", start)).isEqualTo(CancelTable.REFUSED);
    assertThat(cancels.begin("c", start)).isEqualTo(CancelTable.REFUSED);
  }

  @Test
  void an_attempt_that_comes_twice_is_done_once() {
    assertThat(cancels.begin("a", start)).isNotNegative();
    assertThat(cancels.begin("a", start)).isEqualTo(CancelTable.REFUSED);
  }

  @Test
  void cancellable_work_that_never_ends_is_forgotten_after_a_time() {
    cancels.begin("a", start);
    cancels.cancel("a", start + SECOND);
    cancels.begin("b", start + SECOND);
    cancels.begin("c", start + 30 * SECOND - 1);
    assertThat(cancels.isCancelled("a")).isTrue();
    cancels.begin("d", start + 30 * SECOND);
    assertThat(cancels.isCancelled("a")).isFalse();
    assertThat(cancels.cancel("b", start + 30 * SECOND)).as("here a second longer").isTrue();
    assertThat(cancels.cancel("c", start + 31 * SECOND)).isTrue();
    assertThat(cancels.size()).as("c and d").isEqualTo(2);
    assertThat(cancels.expired()).isEqualTo(2);
  }

  @Test
  void work_whose_thread_died_neither_blocks_its_key_nor_fills_the_table_for_good() {
    replies.begin(KEY, 5, start);
    long late = run(new IdempotencyKey(2, 2), start + SECOND);
    assertThat(replies.begin(KEY, 5, start + 10 * SECOND - 1)).isInstanceOf(Begun.Running.class);
    assertThat(replies.begin(new IdempotencyKey(3, 3), 5, start + 10 * SECOND))
        .as("there is room again")
        .isInstanceOf(Begun.Run.class);
    assertThat(replies.begin(KEY, 5, start + 10 * SECOND)).isInstanceOf(Begun.Full.class);
    assertThat(replies.begin(KEY, 5, start + 11 * SECOND)).isInstanceOf(Begun.Run.class);
    assertThat(replies.expired()).isEqualTo(2);
    replies.finish(new IdempotencyKey(2, 2), late, "too late", start + 11 * SECOND);
    assertThat(replies.misused()).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("NullAway") // What a caller without it may do.
  void a_reply_is_never_null() {
    long ticket = run(KEY, start);
    assertThatThrownBy(() -> replies.finish(KEY, ticket, null, start)).hasMessage("reply");
    assertThatThrownBy(() -> replies.restore(KEY, 5, null, start)).hasMessage("reply");
    assertThat(replies.begin(KEY, 5, start)).isInstanceOf(Begun.Running.class);
  }

  @Test
  void a_further_attempt_gets_the_reply_and_does_nothing() {
    long ticket = run(KEY, start);
    assertThat(replies.begin(KEY, 5, start)).isInstanceOf(Begun.Running.class);
    replies.finish(KEY, ticket, "paid", start);
    assertThat(replies.begin(KEY, 5, start + 9 * SECOND)).isEqualTo(new Begun.Replied<>("paid"));
    assertThat(replies.repeated()).isEqualTo(2);
    assertThat(replies.begin(KEY, 5, start + 20 * SECOND)).isInstanceOf(Begun.Run.class);
  }

  private long run(IdempotencyKey key, long now) {
    Begun<String> begun = replies.begin(key, 5, now);
    assertThat(begun).isInstanceOf(Begun.Run.class);
    return ((Begun.Run<String>) begun).ticket();
  }

  @Test
  void work_that_was_forgotten_ends_no_other_attempt() {
    long first = run(KEY, start);
    long second = run(KEY, start + 10 * SECOND);
    replies.abandon(KEY, first);
    replies.finish(KEY, first, "of the first", start + 10 * SECOND);
    assertThat(replies.begin(KEY, 5, start + 10 * SECOND)).isInstanceOf(Begun.Running.class);
    replies.finish(KEY, second, "of the second", start + 10 * SECOND);
    assertThat(replies.begin(KEY, 5, start + 10 * SECOND))
        .isEqualTo(new Begun.Replied<>("of the second"));
    assertThat(replies.misused()).isEqualTo(2);
    long forgotten = cancels.begin("a", start);
    long again = cancels.begin("a", start + 30 * SECOND);
    cancels.end("a", forgotten);
    assertThat(cancels.cancel("a", start + 30 * SECOND)).isTrue();
    cancels.end("a", again);
    assertThat(cancels.size()).isZero();
  }

  @Test
  void a_key_of_another_request_is_refused() {
    long ticket = run(KEY, start);
    assertThat(replies.begin(KEY, 6, start)).isInstanceOf(Begun.OtherRequest.class);
    replies.finish(KEY, ticket, "paid", start);
    assertThat(replies.begin(KEY, 6, start)).isInstanceOf(Begun.OtherRequest.class);
    assertThat(replies.misused()).isEqualTo(2);
  }

  @Test
  void work_that_was_given_up_may_be_done_by_the_next_attempt() {
    replies.abandon(KEY, run(KEY, start));
    long ticket = run(KEY, start);
    replies.finish(KEY, ticket, "paid", start);
    replies.finish(KEY, ticket, "paid twice", start);
    replies.abandon(KEY, ticket);
    assertThat(replies.misused()).isEqualTo(2);
    assertThat(replies.begin(KEY, 5, start)).isEqualTo(new Begun.Replied<>("paid"));
  }

  @Test
  void a_full_table_refuses_and_forgets_nothing() {
    replies.finish(KEY, run(KEY, start), "paid", start);
    replies.begin(new IdempotencyKey(2, 2), 5, start);
    assertThat(replies.begin(new IdempotencyKey(3, 3), 5, start)).isInstanceOf(Begun.Full.class);
    assertThat(replies.begin(KEY, 5, start)).isInstanceOf(Begun.Replied.class);
    assertThat(replies.begin(new IdempotencyKey(3, 3), 5, start + 10 * SECOND))
        .isInstanceOf(Begun.Run.class);
  }

  @Test
  void a_server_that_comes_back_knows_what_it_stored() {
    replies.restore(KEY, 5, "paid", start);
    assertThat(replies.begin(KEY, 5, start)).isEqualTo(new Begun.Replied<>("paid"));
  }

  @Test
  void what_is_restored_is_known_beyond_the_room_for_it() {
    for (int i = 0; i < 3; i++) {
      replies.restore(new IdempotencyKey(0, i), 5, "paid", start);
    }
    assertThat(replies.size()).isEqualTo(3);
    assertThat(replies.begin(new IdempotencyKey(0, 0), 5, start)).isInstanceOf(Begun.Replied.class);
    assertThat(replies.begin(KEY, 5, start)).isInstanceOf(Begun.Full.class);
  }

  @Test
  void a_reply_that_is_restored_ends_what_runs_for_its_key() {
    long ticket = run(KEY, start);
    replies.restore(KEY, 5, "paid before", start);
    assertThat(replies.size()).as("one key").isEqualTo(1);
    replies.finish(KEY, ticket, "paid twice", start);
    assertThat(replies.misused()).isEqualTo(1);
    assertThat(replies.begin(KEY, 5, start)).isEqualTo(new Begun.Replied<>("paid before"));
  }

  /** Attempts come in any order, twice, and while others run: no call is done twice. */
  @RepeatedTest(50)
  void no_call_is_done_twice_while_its_reply_is_kept(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    SplittableRandom random = new SplittableRandom(seed);
    ReplyTable<Integer> table = new ReplyTable<>(Duration.ofSeconds(1_000), 50);
    Map<IdempotencyKey, Integer> effects = new LinkedHashMap<>();
    Map<IdempotencyKey, Integer> running = new LinkedHashMap<>();
    Map<IdempotencyKey, Long> tickets = new LinkedHashMap<>();
    long now = random.nextLong();
    for (int step = 0; step < 2_000; step++) {
      // Readings come late, too.
      now += random.nextInt(50) == 0 ? -100 * SECOND : random.nextLong(SECOND / 10);
      IdempotencyKey key = new IdempotencyKey(0, random.nextInt(40));
      switch (table.begin(key, key.low(), now)) {
        case Begun.Run<Integer>(long ticket) -> {
          tickets.put(key, ticket);
          assertThat(running.put(key, step)).as("seed %d", seed).isNull();
          assertThat(effects).as("seed %d", seed).doesNotContainKey(key);
        }
        case Begun.Running<Integer>() -> {
          if (random.nextInt(5) == 0) {
            table.abandon(key, Objects.requireNonNull(tickets.get(key)));
            running.remove(key);
          } else if (random.nextBoolean()) {
            Integer effect = Objects.requireNonNull(running.remove(key));
            effects.put(key, effect);
            table.finish(key, Objects.requireNonNull(tickets.get(key)), effect, now);
          }
        }
        case Begun.Replied<Integer>(var reply) ->
            assertThat(reply).as("seed %d", seed).isEqualTo(effects.get(key));
        case Begun.OtherRequest<Integer>(), Begun.Full<Integer>() ->
            throw new AssertionError("seed " + seed);
      }
    }
    assertThat(effects).hasSizeGreaterThan(10);
  }

  @Test
  void a_key_travels_as_bytes_and_as_digits() {
    ByteBuffer bytes = ByteBuffer.allocate(IdempotencyKey.BYTES);
    KEY.put(bytes);
    assertThat(IdempotencyKey.get(bytes.flip())).isEqualTo(KEY);
    assertThat(KEY).hasToString("0123456789abcdefffffffffffffffff");
    ByteBuffer tooFew = ByteBuffer.allocate(IdempotencyKey.BYTES - 1);
    assertThatThrownBy(() -> IdempotencyKey.get(tooFew))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("15 bytes are left, expected the 16 of an idempotency key");
    assertThat(tooFew.position()).isZero();
    long[] random = {1};
    assertThat(IdempotencyKey.draw(() -> random[0]++)).isEqualTo(new IdempotencyKey(1, 2));
  }

  @Test
  void settings_out_of_range_are_named() {
    assertThatThrownBy(() -> new CancelTable<String>(Duration.ZERO, LONG, 1))
        .hasMessageStartingWith("keep is PT0S");
    assertThatThrownBy(() -> new CancelTable<String>(LONG, Duration.ZERO, 1))
        .hasMessageStartingWith("longestWork is PT0S");
    assertThatThrownBy(() -> new CancelTable<String>(LONG, LONG, 0))
        .hasMessage("most is 0, expected 1 to 1000000");
    assertThatThrownBy(() -> new ReplyTable<String>(Duration.ofSeconds(1), 0))
        .hasMessage("most is 0, expected 1 to 100000000");
  }

  /** Not a constant, so that sums may overflow as they do in the product. */
  private static long justBeforeOverflow() {
    return Long.MAX_VALUE - SECOND;
  }
}
