package dev.faultline.chaos.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.faultline.chaos.toxic.LatencyShape;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What Toxiproxy cannot do, in simulated time. */
class StreamFaultStagesTest {
  private static final long START = 7_000_000_000_000L;
  private static final long MS = 1_000_000;
  private static final int DRAWS = 20_000;

  private static Stage stage(Toxic toxic) {
    return Stages.of(toxic, StageContext.of(new SplittableRandom(1), START));
  }

  private static Signal.Data data(int length) {
    return new Signal.Data(ByteBuffer.allocate(length));
  }

  private static byte[] bytesOf(Stage stage, int... chunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int length : chunks) {
      stage.offer(data(length), START);
      for (Signal signal = stage.poll(START); signal != null; signal = stage.poll(START)) {
        ByteBuffer bytes = ((Signal.Data) signal).bytes();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        out.writeBytes(copy);
      }
    }
    return out.toByteArray();
  }

  @Test
  void a_stall_holds_data_and_end_and_then_passes_both_in_order() {
    Stage stage = stage(new StreamFault.Stall(100));
    stage.offer(data(3), START);
    stage.offer(Signal.END, START + MS);
    assertThat(stage.poll(START + 99 * MS)).isNull();
    assertThat(stage.heldBytes()).isEqualTo(3);
    assertThat(stage.deadlineNanos()).isEqualTo(START + 100 * MS);
    assertThat(stage.poll(START + 100 * MS)).isInstanceOf(Signal.Data.class);
    assertThat(stage.poll(START + 100 * MS)).isEqualTo(Signal.END);
    stage.offer(data(1), START + 101 * MS);
    assertThat(stage.poll(START + 101 * MS)).isInstanceOf(Signal.Data.class);
  }

  @Test
  void a_stall_without_a_duration_ends_only_when_it_is_removed() {
    Stage stage = stage(new StreamFault.Stall(0));
    stage.offer(data(3), START);
    stage.offer(Signal.RESET, START);
    assertThat(stage.deadlineNanos()).isEqualTo(Stage.NEVER);
    assertThat(stage.drain()).hasSize(2).endsWith(Signal.RESET);
    assertThat(stage.whenRemoved()).isNull();
  }

  @Test
  void half_open_swallows_data_end_and_reset_behind_the_first_bytes() {
    Stage stage = stage(new StreamFault.HalfOpen(5));
    assertThat(bytesOf(stage, 3)).hasSize(3);
    assertThat(stage.whenRemoved()).isNull();
    assertThat(bytesOf(stage, 3, 7)).hasSize(2);
    stage.offer(Signal.END, START);
    stage.offer(Signal.RESET, START);
    assertThat(stage.poll(START)).isNull();
    assertThat(stage.swallowsAll()).isTrue();
    assertThat(stage.whenRemoved()).isEqualTo(Signal.RESET);
  }

  @Test
  void what_a_changed_toxic_has_counted_goes_on() {
    Stage timeout = stage(new Toxic.Timeout(200));
    Stage later = Stages.of(new Toxic.Timeout(300), context(START + 150 * MS));
    later.succeed(timeout);
    assertThat(later.deadlineNanos()).isEqualTo(START + 300 * MS);
    Stage third = Stages.of(new Toxic.Timeout(400), context(START + 250 * MS));
    third.succeed(later);
    assertThat(third.deadlineNanos()).isEqualTo(START + 400 * MS);
    Stage limit = stage(new Toxic.LimitData(10));
    assertThat(bytesOf(limit, 4)).hasSize(4);
    Stage shorter = stage(new Toxic.LimitData(3));
    shorter.succeed(limit);
    assertThat(shorter.poll(START)).isEqualTo(Signal.CLOSE);
    Stage halfOpen = stage(new StreamFault.HalfOpen(10));
    assertThat(bytesOf(halfOpen, 4)).hasSize(4);
    assertThat(halfOpen.whenReplaced()).isNull();
    Stage next = stage(new StreamFault.HalfOpen(6));
    next.succeed(halfOpen);
    assertThat(bytesOf(next, 5)).hasSize(2);
    assertThat(next.whenReplaced()).isEqualTo(Signal.RESET);
    Stage last = stage(new StreamFault.HalfOpen(7));
    last.succeed(next);
    assertThat(bytesOf(last, 5)).hasSize(1);
  }

  private static StageContext context(long nowNanos) {
    return StageContext.of(new SplittableRandom(1), nowNanos);
  }

  @Test
  void half_open_that_has_swallowed_nothing_is_removed_without_a_trace() {
    assertThat(stage(new StreamFault.HalfOpen(0)).whenRemoved()).isNull();
  }

  @Test
  void corruption_depends_on_the_place_in_the_stream_and_not_on_the_chunks() {
    byte[] whole = bytesOf(stage(new StreamFault.Corrupt(0.01)), 10_000);
    byte[] pieces = bytesOf(stage(new StreamFault.Corrupt(0.01)), 1, 999, 8_000, 1_000);
    assertThat(whole).isEqualTo(pieces);
  }

  @Test
  void corruption_flips_one_bit_in_the_given_share_of_bytes() {
    byte[] bytes = bytesOf(stage(new StreamFault.Corrupt(0.01)), 1_000_000);
    int flipped = 0;
    for (byte b : bytes) {
      assertThat(Integer.bitCount(b & 0xff)).isLessThanOrEqualTo(1);
      flipped += b == 0 ? 0 : 1;
    }
    assertThat(flipped).isCloseTo(10_000, within(500));
    assertThat(bytesOf(stage(new StreamFault.Corrupt(0)), 1_000)).containsOnly(0);
    assertThat(bytesOf(stage(new StreamFault.Corrupt(1)), 1_000)).doesNotContain(0);
  }

  @Test
  void a_lost_segment_holds_up_what_is_behind_it_and_nothing_before_it() {
    Stage stage = stage(new StreamFault.LossStall(0.5, 200));
    stage.offer(data(20 * StreamFault.LossStall.SEGMENT_BYTES), START);
    List<Long> moments = new ArrayList<>();
    int total = 0;
    for (long now = START; now != Stage.NEVER; now = Math.max(now, stage.deadlineNanos())) {
      Signal signal = stage.poll(now);
      if (signal instanceof Signal.Data(ByteBuffer bytes)) {
        total += bytes.remaining();
        moments.add((now - START) / MS);
      }
      if (stage.deadlineNanos() == Stage.NEVER) {
        break;
      }
    }
    assertThat(total).isEqualTo(20 * StreamFault.LossStall.SEGMENT_BYTES);
    assertThat(moments).isSorted().hasSizeGreaterThan(1);
    // 200, then 200 + 400, then 200 + 400 + 800 and so on: 200 times one less than a power of two.
    assertThat(moments).allMatch(at -> at % 200 == 0 && Long.bitCount(at / 200 + 1) == 1);
    assertThat(moments.getLast()).isGreaterThanOrEqualTo(200);
  }

  private static double[] waitsMillis(LatencyShape shape) {
    LatencyWaits waits =
        new LatencyWaits(new Toxic.Latency(100, 10, shape), new SplittableRandom(3), START);
    double[] drawn = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      drawn[i] = waits.nextNanos(START) / 1e6;
    }
    return drawn;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  private static double correlation(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (int i = 1; i < values.length; i++) {
      sum += (values[i] - mean) * (values[i - 1] - mean);
    }
    return sum / values.length / Math.pow(deviation(values), 2);
  }

  @Test
  void uniform_waits_lie_between_latency_minus_and_plus_jitter() {
    for (LatencyShape shape : List.of(LatencyShape.PLAIN, new LatencyShape.Uniform(0.5))) {
      double[] waits = waitsMillis(shape);
      assertThat(Arrays.stream(waits)).allMatch(wait -> wait >= 90 && wait <= 110);
      assertThat(mean(waits)).isCloseTo(100, within(0.3));
      assertThat(deviation(waits)).isCloseTo(10 / Math.sqrt(3), within(0.2));
    }
  }

  @Test
  void normal_waits_have_the_jitter_as_their_deviation() {
    double[] waits = waitsMillis(new LatencyShape.Normal(0));
    assertThat(mean(waits)).isCloseTo(100, within(0.3));
    assertThat(deviation(waits)).isCloseTo(10, within(0.3));
    assertThat(correlation(waits)).isCloseTo(0, within(0.05));
  }

  @Test
  void correlation_makes_neighbours_similar_and_leaves_the_distribution() {
    double[] waits = waitsMillis(new LatencyShape.Normal(0.8));
    assertThat(correlation(waits)).isCloseTo(0.8, within(0.05));
    assertThat(deviation(waits)).isCloseTo(10, within(0.6));
  }

  @Test
  void pareto_waits_are_never_shorter_than_the_latency_and_have_the_mean_of_pareto() {
    double[] waits = waitsMillis(new LatencyShape.Pareto(3, 0));
    assertThat(Arrays.stream(waits)).allMatch(wait -> wait >= 99.99);
    // The mean of Pareto with alpha 3 is 1.5.
    assertThat(mean(waits)).isCloseTo(105, within(0.5));
    assertThat(Arrays.stream(waits).max().orElseThrow()).isGreaterThan(150);
  }

  @Test
  void waits_follow_a_sine_a_square_or_a_recording() {
    LatencyWaits sine =
        new LatencyWaits(
            new Toxic.Latency(100, 10, new LatencyShape.Sine(1_000)),
            new SplittableRandom(3),
            START);
    assertThat(sine.nextNanos(START)).isEqualTo(100 * MS);
    assertThat(sine.nextNanos(START + 250 * MS)).isEqualTo(110 * MS);
    assertThat(sine.nextNanos(START + 1_750 * MS)).isEqualTo(90 * MS);
    LatencyWaits square =
        new LatencyWaits(
            new Toxic.Latency(100, 200, new LatencyShape.Square(1_000)),
            new SplittableRandom(3),
            START);
    assertThat(square.nextNanos(START + 499 * MS)).isEqualTo(300 * MS);
    assertThat(square.nextNanos(START + 500 * MS)).isZero();
    LatencyWaits trace =
        new LatencyWaits(
            new Toxic.Latency(100, 0, new LatencyShape.Trace(List.of(1L, 50L))),
            new SplittableRandom(3),
            START);
    assertThat(List.of(trace.nextNanos(START), trace.nextNanos(START), trace.nextNanos(START)))
        .containsExactly(101 * MS, 150 * MS, 101 * MS);
  }

  @Test
  void a_shared_wire_gives_two_connections_half_of_the_rate_each() {
    Toxic toxic = new Toxic.Bandwidth(1_000, true);
    Wire wire = new Wire();
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Stage stage = Stages.of(toxic, new StageContext(new SplittableRandom(i), START, START, wire));
      stage.offer(data(100_000), START);
      stages.add(stage);
    }
    long[] passed = new long[2];
    for (long now = START; now <= START + 100 * MS; now += MS / 2) {
      for (int i = 0; i < 2; i++) {
        for (Signal s = stages.get(i).poll(now); s != null; s = stages.get(i).poll(now)) {
          passed[i] += ((Signal.Data) s).bytes().remaining();
        }
      }
    }
    assertThat(passed[0] + passed[1]).isCloseTo(100_000, within(2_000L * 5));
    assertThat(passed[0]).isCloseTo(passed[1], within(10_000L));
  }
}
