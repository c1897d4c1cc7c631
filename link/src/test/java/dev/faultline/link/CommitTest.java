package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a sync begins, and how many there are. */
final class CommitTest {
  /** The peer would forget a message that a crash of this side still takes back. */
  @Test
  void only_who_keeps_effects_elsewhere_may_say_what_is_processed() {
    for (Processing processing : Processing.values()) {
      DurablePair pair =
          new DurablePair(Messages.small().toBuilder().processing(processing).build());
      Session session = pair.connect();
      pair.trips(20);
      DurablePair.offer(session, 1);
      pair.trips(20);
      Session atB = pair.b.endpoint().sessions().getFirst();
      if (processing == Processing.AT_LEAST_ONCE) {
        atB.processed(pair.now, DurablePair.STREAM, 1);
      } else {
        assertThatThrownBy(() -> atB.processed(pair.now, DurablePair.STREAM, 1))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining(processing.name());
      }
    }
  }

  private final DurablePair pair = new DurablePair(Messages.small());
  private Session session = pair.connect();

  @BeforeEach
  void settle() {
    pair.trips(20);
    session = pair.connect();
  }

  private Session answering() {
    Session other = pair.b.endpoint().sessions().getFirst();
    other.open(DurablePair.STREAM, StreamKind.LOGGED);
    return other;
  }

  @Test
  void what_is_offered_is_synced_at_once() {
    int before = pair.a.storage.syncs;
    DurablePair.offer(session, 1);
    pair.carry(pair.a, pair.b);
    assertThat(pair.a.storage.syncs).isEqualTo(before + 1);
    assertThat(pair.b.numbers).containsExactly(1L);
  }

  @Test
  void what_was_processed_is_synced_after_a_moment_by_itself() {
    int before = pair.b.storage.syncs;
    DurablePair.offer(session, 1);
    pair.carry(pair.a, pair.b);
    assertThat(pair.b.numbers).containsExactly(1L);
    assertThat(pair.b.storage.syncs).isEqualTo(before);
    assertThat(pair.b.endpoint().nextDeadline()).isLessThanOrEqualTo(pair.now + 500_000);

    pair.trips(2);
    assertThat(pair.b.storage.syncs).isEqualTo(before + 1);
    pair.b.crash(0);
    assertThat(pair.b.numbers).containsExactly(1L);
  }

  @Test
  void an_answer_takes_what_it_answers_along_in_one_sync() {
    Session other = answering();
    pair.trips(10);
    int before = pair.b.storage.syncs;
    DurablePair.offer(session, 1);
    pair.carry(pair.a, pair.b);
    DurablePair.offer(other, 1);
    pair.carry(pair.b, pair.a);
    assertThat(pair.a.numbers).containsExactly(1L);
    pair.trips(10);
    assertThat(pair.b.storage.syncs).isEqualTo(before + 1);
  }
}
