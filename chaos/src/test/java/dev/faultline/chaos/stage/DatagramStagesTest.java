package dev.faultline.chaos.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.faultline.chaos.toxic.DatagramFault;
import dev.faultline.chaos.toxic.Toxic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The fates of datagrams, in simulated time. */
class DatagramStagesTest {
  private static final long START = 7_000_000_000_000L;
  private static final int MANY = 20_000;

  /** When each datagram goes on; a lost one leaves no entry. */
  private static List<Long> fates(Toxic toxic, int count, int length) {
    DatagramStage stage = DatagramStages.of(toxic, StageContext.of(new SplittableRandom(5), START));
    List<Long> fates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stage.pass(ByteBuffer.allocate(length), START, (bytes, at) -> fates.add(at - START));
    }
    return fates;
  }

  /** Which datagrams are lost. */
  private static boolean[] losses(double probability, double correlation) {
    DatagramStage stage =
        DatagramStages.of(
            new DatagramFault.Loss(probability, correlation),
            StageContext.of(new SplittableRandom(5), START));
    boolean[] lost = new boolean[MANY];
    for (int i = 0; i < MANY; i++) {
      int which = i;
      lost[i] = true;
      stage.pass(ByteBuffer.allocate(1), START, (bytes, at) -> lost[which] = false);
    }
    return lost;
  }

  private static double share(boolean[] values) {
    int count = 0;
    for (boolean value : values) {
      count += value ? 1 : 0;
    }
    return (double) count / values.length;
  }

  private static double lostAfterLost(boolean[] lost) {
    int pairs = 0;
    int both = 0;
    for (int i = 1; i < lost.length; i++) {
      pairs += lost[i - 1] ? 1 : 0;
      both += lost[i - 1] && lost[i] ? 1 : 0;
    }
    return (double) both / pairs;
  }

  @Test
  void loss_takes_the_given_share_and_correlation_only_makes_bursts_of_it() {
    boolean[] single = losses(0.2, 0);
    boolean[] bursts = losses(0.2, 0.75);
    assertThat(share(single)).isCloseTo(0.2, within(0.02));
    assertThat(share(bursts)).isCloseTo(0.2, within(0.03));
    assertThat(lostAfterLost(single)).isCloseTo(0.2, within(0.03));
    // 0.75 share the fate before them, and of the rest 0.2 are lost.
    assertThat(lostAfterLost(bursts)).isCloseTo(0.8, within(0.04));
  }

  @Test
  void none_and_all_are_exact() {
    assertThat(share(losses(0, 0.5))).isZero();
    assertThat(share(losses(1, 0.5))).isEqualTo(1);
    assertThat(fates(new DatagramFault.Duplicate(0), 100, 1)).hasSize(100);
    assertThat(fates(new DatagramFault.Duplicate(1), 100, 1)).hasSize(200);
  }

  @Test
  void a_wire_sends_one_behind_the_other_and_a_rate_of_zero_sends_none() {
    assertThat(fates(new Toxic.Bandwidth(1_000), 3, 1_000))
        .containsExactly(1_000_000L, 2_000_000L, 3_000_000L);
    assertThat(fates(new Toxic.Bandwidth(0), 3, 1_000)).isEmpty();
  }

  @Test
  void reordering_delays_the_given_share() {
    List<Long> fates = fates(new DatagramFault.Reorder(0.3, 10), MANY, 1);
    assertThat(fates).containsOnly(0L, 10_000_000L);
    assertThat(fates.stream().filter(at -> at > 0).count() / (double) MANY)
        .isCloseTo(0.3, within(0.02));
  }
}
