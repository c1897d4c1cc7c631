package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a sync begins, and how many there are. */
final class CommitTest {
  private final DurablePair pair = new DurablePair(Ends.small());
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
