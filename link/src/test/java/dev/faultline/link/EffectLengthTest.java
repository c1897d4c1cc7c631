package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Issue 24, A10: what is too long for the storage is refused when it is offered. */
final class EffectLengthTest {
  private static final int LONGEST = 4_000;

  @Test
  void an_effect_that_no_commit_can_hold_is_refused_when_it_is_recorded() {
    DurablePair pair = new DurablePair(Messages.small());
    pair.b.storage.longest = LONGEST;
    pair.b.start();
    List<Long> taken = new ArrayList<>();
    pair.b.handling =
        (from, stream, sequence, at, offset, length) -> {
          MemorySegment effect = MemorySegment.ofArray(new byte[LONGEST]);
          assertThatThrownBy(() -> from.effect(stream, sequence, effect, 0, LONGEST - 50))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("an effect of " + (LONGEST - 50) + " bytes, expected");
          from.effect(stream, sequence, effect, 0, LONGEST / 2);
          taken.add(sequence);
          return true;
        };
    Session session = pair.connect();
    pair.trips(10);
    for (int number = 1; number <= 10; number++) {
      DurablePair.offer(session, number);
    }
    pair.trips(50);
    assertThat(taken).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(pair.b.endpoint().sessions().getFirst().received(DurablePair.STREAM)).isEqualTo(10);
  }
}
