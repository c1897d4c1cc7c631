package dev.faultline.link.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrived is known for as long as acknowledgements may say so, in as little as that needs. */
final class ReceivedPacketsTest {
  private static final int MOST = 8_192;
  private static final int LEAST = 256;

  private final MemorySegment ranges = MemorySegment.ofArray(new byte[1 << 16]);

  /** What an acknowledgement says, as numbers; all that it has room for. */
  private TreeSet<Long> told(ReceivedPackets received) {
    TreeSet<Long> said = new TreeSet<>();
    int count = received.write(ranges, 0, MOST);
    long to = received.largest();
    long at = 0;
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        to -= Integer.toUnsignedLong(ranges.get(Wire.INT, at));
        at += Integer.BYTES;
      }
      long length = Integer.toUnsignedLong(ranges.get(Wire.INT, at));
      at += Integer.BYTES;
      for (long packet = to - length + 1; packet <= to; packet++) {
        said.add(packet);
      }
      to -= length;
    }
    return said;
  }

  /** So many packets come between two acknowledgements, one in ten is lost, others are late. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 60, 250, 255, 256, 300, 1_000, 9_000})
  void what_came_is_known_for_thirty_two_acknowledgements_whatever_their_distance(int apart) {
    for (long first : new long[] {0, 5, 1L << 40}) {
      SplittableRandom random = new SplittableRandom(apart);
      ReceivedPackets received = new ReceivedPackets(first);
      TreeSet<Long> model = new TreeSet<>();
      long next = first;
      int since = 0;
      for (int step = 0; step < 40_000; step++) {
        long packet = random.nextInt(20) == 0 ? Math.max(first, next - random.nextInt(60)) : next++;
        if (random.nextInt(10) == 0) {
          continue;
        }
        assertThat(received.contains(packet)).isEqualTo(model.contains(packet));
        long largest = model.isEmpty() ? first - 1 : model.last();
        if (model.add(packet)) {
          assertThat(received.add(packet)).isEqualTo(packet == largest + 1);
        }
        if (++since >= apart) {
          received.told();
          since = 0;
        }
        if (step % 5_000 == 4_999) {
          long known = Math.clamp(32L * (apart - 70), LEAST, MOST);
          long floor = received.largest() - known + 1;
          assertThat(told(received).tailSet(floor)).isEqualTo(model.tailSet(floor));
        }
      }
      TreeSet<Long> few = new TreeSet<>(model.tailSet(received.largest() - LEAST + 1));
      received.rest();
      assertThat(told(received)).isEqualTo(few);
      received.add(next);
      few.add(next);
      assertThat(told(received)).containsAll(few.tailSet(next - LEAST + 1));
    }
  }

  @Test
  void a_jump_over_all_numbers_leaves_nothing_of_what_was_before() {
    for (long jump : new long[] {LEAST - 1, LEAST, 1_000, MOST - 1, MOST, 1 << 29}) {
      ReceivedPackets received = new ReceivedPackets(0);
      for (int i = 0; i < 100; i++) {
        received.add(i);
      }
      received.add(99 + jump);
      TreeSet<Long> expected = new TreeSet<>();
      for (long i = Math.max(0, 99 + jump - MOST + 1); i < 100; i++) {
        expected.add(i);
      }
      expected.add(99 + jump);
      assertThat(told(received)).as("a jump by %d", jump).isEqualTo(expected);
    }
  }

  /** Else one that comes twice counts as new, or one that never came as arrived. */
  @Test
  void what_was_forgotten_stays_so_when_it_goes_further_back_again() {
    ReceivedPackets received = new ReceivedPackets(0);
    TreeSet<Long> model = new TreeSet<>();
    for (long packet = 0; packet < 2_000; packet++) {
      if (packet % 7 == 0) {
        continue;
      }
      long largest = received.largest();
      received.add(packet);
      model.add(packet);
      // The first thousand are acknowledged one by one, the others not at all.
      if (packet < 1_000) {
        received.told();
      } else {
        for (long old = 0; old <= 1_000 - LEAST; old++) {
          assertThat(received.contains(old)).as("%d after %d", old, largest).isTrue();
        }
      }
    }
    assertThat(model).containsAll(told(received));
    assertThat(told(received)).contains(999L, 1_500L).doesNotContain(999L - LEAST);
    received.clear();
    assertThat(received.contains(3)).isFalse();
  }

  @Test
  void where_there_is_no_memory_to_give_some_back_it_is_kept() {
    boolean[] none = new boolean[1];
    ReceivedPackets received =
        new ReceivedPackets(
            0,
            words -> {
              if (none[0]) {
                throw new OutOfMemoryError("as planned");
              }
              return new long[words];
            });
    for (long packet = 0; packet < 5_000; packet++) {
      received.add(packet);
    }
    none[0] = true;
    received.rest();
    assertThat(told(received)).hasSize(5_000);
    none[0] = false;
    received.rest();
    assertThat(told(received)).hasSize(LEAST);
  }
}
