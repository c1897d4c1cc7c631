package dev.faultline.chaos.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.toxic.Toxic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Toxics in simulated time, from a clock that does not start at zero. */
class StagesTest {
  private static final long START = 7_000_000_000_000L;
  private static final long MS = 1_000_000;

  private static Stage stage(Toxic toxic) {
    return Stages.of(toxic, StageContext.of(new SplittableRandom(1), START));
  }

  private static Signal data(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return new Signal.Data(ByteBuffer.wrap(bytes));
  }

  private record Out(Signal signal, long atNanos) {
    int length() {
      return signal instanceof Signal.Data(ByteBuffer bytes) ? bytes.remaining() : -1;
    }
  }

  /** Lets time pass to each deadline until nothing is left, and says what came out when. */
  private static List<Out> run(Stage stage, long fromNanos) {
    List<Out> outs = new ArrayList<>();
    long now = fromNanos;
    while (true) {
      for (Signal signal = stage.poll(now); signal != null; signal = stage.poll(now)) {
        outs.add(new Out(signal, now));
      }
      long next = stage.deadlineNanos();
      if (next == Stage.NEVER) {
        return outs;
      }
      assertThat(next).as("a deadline that has passed brings something").isGreaterThan(now);
      now = next;
    }
  }

  @Test
  void latency_delays_each_chunk_from_its_own_arrival() {
    Stage stage = stage(new Toxic.Latency(100, 0));
    stage.offer(data(1), START);
    stage.offer(data(2), START + 30 * MS);
    assertThat(run(stage, START))
        .extracting(Out::length, Out::atNanos)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, START + 100 * MS),
            org.assertj.core.groups.Tuple.tuple(2, START + 130 * MS));
  }

  @Test
  void jitter_stays_within_its_bounds_and_keeps_the_order() {
    Stage stage = stage(new Toxic.Latency(50, 20));
    for (int i = 0; i < 1_000; i++) {
      stage.offer(data(i % 7 + 1), START + i * 100 * MS);
    }
    List<Out> outs = run(stage, START);
    assertThat(outs).hasSize(1_000);
    boolean early = false;
    boolean late = false;
    for (int i = 0; i < outs.size(); i++) {
      long waited = outs.get(i).atNanos() - (START + i * 100 * MS);
      assertThat(waited).isBetween(30 * MS, 70 * MS);
      early |= waited < 35 * MS;
      late |= waited > 65 * MS;
    }
    assertThat(early && late).as("the whole range is drawn from").isTrue();
  }

  @Test
  void numbers_of_any_size_do_not_overflow() {
    long huge = Long.MAX_VALUE;
    for (Toxic toxic :
        List.of(
            new Toxic.Latency(huge, huge),
            new Toxic.Latency(0, huge),
            new Toxic.Latency(1, 1L << 62),
            new Toxic.Bandwidth(huge),
            new Toxic.SlowClose(huge),
            new Toxic.Timeout(huge),
            new Toxic.ResetPeer(huge),
            new Toxic.Slicer(huge, huge - 1, huge),
            new Toxic.LimitData(huge))) {
      Stage stage = stage(toxic);
      stage.offer(data(100), START);
      stage.offer(Signal.END, START);
      stage.poll(START);
      assertThat(stage.deadlineNanos()).as(toxic.toString()).isGreaterThanOrEqualTo(START);
    }
  }

  @Test
  void bandwidth_takes_the_time_of_the_bytes_in_pieces_of_a_tenth_of_a_second() {
    Stage stage = stage(new Toxic.Bandwidth(1_000));
    stage.offer(data(480_000), START);
    stage.offer(Signal.END, START);
    List<Out> outs = run(stage, START);
    assertThat(outs.getLast().signal()).isEqualTo(Signal.END);
    assertThat(outs.getLast().atNanos() - START).isEqualTo(480 * MS);
    assertThat(outs).hasSize(6);
    assertThat(outs.getFirst().length()).isEqualTo(100_000);
    assertThat(outs.getFirst().atNanos() - START).isEqualTo(100 * MS);
  }

  @Test
  void an_idle_wire_saves_nothing_up() {
    Stage stage = stage(new Toxic.Bandwidth(1));
    stage.offer(data(100), START);
    run(stage, START);
    stage.offer(data(100), START + 5_000 * MS);
    assertThat(run(stage, START + 5_000 * MS).getFirst().atNanos()).isEqualTo(START + 5_100 * MS);
  }

  @Test
  void a_receiver_that_paused_is_not_paid_the_pause_back() {
    Stage stage = stage(new Toxic.Bandwidth(1));
    stage.offer(data(1_000), START);
    long later = START + 5_000 * MS;
    int pieces = 0;
    while (stage.poll(later) != null) {
      pieces++;
    }
    assertThat(pieces).as("the one that was due, and one for 100 ms").isEqualTo(2);
  }

  @Test
  void bandwidth_of_zero_passes_nothing_and_gives_all_back() {
    Stage stage = stage(new Toxic.Bandwidth(0));
    stage.offer(data(10), START);
    assertThat(run(stage, START + 1_000_000 * MS)).isEmpty();
    assertThat(stage.heldBytes()).isEqualTo(10);
    assertThat(stage.drain()).hasSize(1);
    assertThat(stage.heldBytes()).isZero();
  }

  @Test
  void a_timeout_ends_the_connection_although_data_keeps_coming() {
    Stage stage = stage(new Toxic.Timeout(100));
    for (int i = 0; i < 100; i++) {
      stage.offer(data(1), START + i * MS);
      assertThat(stage.poll(START + i * MS)).isNull();
    }
    assertThat(stage.deadlineNanos()).isEqualTo(START + 100 * MS);
    assertThat(stage.poll(START + 100 * MS)).isEqualTo(Signal.CLOSE);
    assertThat(stage.whenRemoved()).isEqualTo(Signal.CLOSE);
  }

  @Test
  void a_timeout_of_zero_never_ends_the_connection() {
    assertThat(stage(new Toxic.Timeout(0)).deadlineNanos()).isEqualTo(Stage.NEVER);
  }

  @Test
  void a_reset_counts_from_when_it_took_effect() {
    Stage stage = stage(new Toxic.ResetPeer(70));
    assertThat(stage.deadlineNanos()).isEqualTo(START + 70 * MS);
    assertThat(stage.poll(START + 70 * MS)).isEqualTo(Signal.RESET);
    assertThat(stage.whenRemoved()).isNull();
  }

  @Test
  void a_slicer_of_one_byte_gives_as_many_pieces_as_bytes() {
    Stage stage = stage(new Toxic.Slicer(1, 0, 10));
    stage.offer(data(24), START);
    List<Out> outs = run(stage, START);
    assertThat(outs).hasSize(24).allMatch(out -> out.length() == 1);
    assertThat(outs.getLast().atNanos() - START).isEqualTo(23 * 10_000);
  }

  @Test
  void a_slicer_varies_sizes_within_its_bounds_and_loses_nothing() {
    Stage stage = stage(new Toxic.Slicer(100, 30, 0));
    stage.offer(data(100_000), START);
    List<Out> outs = run(stage, START);
    assertThat(outs.stream().mapToInt(Out::length).sum()).isEqualTo(100_000);
    assertThat(outs.subList(0, outs.size() - 1))
        .allMatch(out -> out.length() >= 70 && out.length() <= 130);
    assertThat(outs).anyMatch(out -> out.length() < 75).anyMatch(out -> out.length() > 125);
  }

  @Test
  void limit_data_passes_exactly_so_many_bytes() {
    Stage stage = stage(new Toxic.LimitData(100));
    stage.offer(data(60), START);
    stage.offer(data(60), START);
    stage.offer(data(60), START);
    List<Out> outs = run(stage, START);
    assertThat(outs).extracting(Out::length).containsExactly(60, 40, -1);
    assertThat(outs.getLast().signal()).isEqualTo(Signal.CLOSE);
  }

  @Test
  void a_limit_of_zero_closes_before_any_data() {
    assertThat(run(stage(new Toxic.LimitData(0)), START))
        .extracting(Out::signal)
        .containsExactly(Signal.CLOSE);
  }

  @Test
  void slow_close_delays_the_end_and_nothing_else() {
    Stage stage = stage(new Toxic.SlowClose(500));
    stage.offer(data(5), START);
    stage.offer(Signal.END, START + MS);
    List<Out> outs = run(stage, START + MS);
    assertThat(outs.get(0).atNanos()).isEqualTo(START + MS);
    assertThat(outs.get(1).atNanos()).isEqualTo(START + 501 * MS);
  }
}
