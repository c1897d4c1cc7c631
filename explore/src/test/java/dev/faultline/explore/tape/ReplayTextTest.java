package dev.faultline.explore.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.explore.Durations;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.adversary.Subjects;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReplayTextTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final List<Fault> FAULTS =
      List.of(
          new Fault.Partition(
              PartitionShape.HALVES, List.of(List.of("a", "b"), List.of("c")), SECOND),
          new Fault.Partition(
              PartitionShape.MAJORITY_RING, List.of(List.of("a", "b", "c", "d", "e")), SECOND),
          new Fault.LinkLoss("a", "b", 0.35, SECOND),
          new Fault.LinkDelay("a", "b", Duration.ofNanos(1_234_567), SECOND),
          new Fault.Flapping("a", "b", Duration.ofMillis(10), Duration.ofMillis(20), SECOND),
          new Fault.Crash("a", Fault.FOREVER),
          new Fault.Crash("a", Duration.ofNanos(1)),
          new Fault.Pause("a", SECOND),
          new Fault.Slow("a", Duration.ofNanos(1500), SECOND),
          new Fault.SendOmission("a", 0.5, SECOND),
          new Fault.ReceiveOmission("a", 1, SECOND),
          new Fault.ClockJump("a", Duration.ofMillis(-1500)),
          new Fault.ClockDrift("a", -250, SECOND),
          new Fault.Arbitrary("a", SECOND));

  @Test
  void every_fault_reads_back_equal() {
    for (Fault fault : FAULTS) {
      assertThat(FaultText.parse(FaultText.of(fault))).isEqualTo(fault);
    }
  }

  @Test
  void a_file_reads_back_equal() {
    ReplayFile file = sample();
    ReplayFile back = ReplayText.parse(ReplayText.of(file));

    assertThat(back.tape().departures()).isEqualTo(file.tape().departures());
    assertThat(ReplayText.of(back)).isEqualTo(ReplayText.of(file));
    assertThat(back.tape().calm()).isEqualTo(file.tape().calm());
    assertThat(back.settings()).isEqualTo(file.settings());
    assertThat(back.traceHash()).isEqualTo(file.traceHash());
  }

  @Test
  void links_are_written_by_the_names_of_their_nodes() {
    assertThat(ReplayText.of(sample())).contains("\nloss a>b #45\n");
  }

  @Test
  void a_damaged_file_is_refused_whichever_character_changed() {
    String text = ReplayText.of(sample());
    for (int i = 0; i < text.length() - 1; i++) {
      String damaged = text.substring(0, i) + (char) (text.charAt(i) ^ 1) + text.substring(i + 1);
      assertThatThrownBy(() -> ReplayText.parse(damaged))
          .as("character %d", i)
          .isInstanceOf(UsageException.class)
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void a_file_that_is_cut_off_is_refused_wherever_it_ends() {
    String text = ReplayText.of(sample());
    for (int i = 0; i < text.length() - 1; i++) {
      String cut = text.substring(0, i);
      assertThatThrownBy(() -> ReplayText.parse(cut))
          .as("first %d characters", i)
          .isInstanceOf(UsageException.class);
    }
  }

  @Test
  void a_file_of_another_format_says_which_version_wrote_it() {
    String other = ReplayText.of(sample()).replaceFirst("replay 1", "replay 99");
    assertThatThrownBy(() -> ReplayText.parse(other))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("format 99")
        .hasMessageContaining("format 1");
  }

  @Test
  void a_missing_file_is_named() {
    assertThatThrownBy(() -> ReplayText.read(Path.of("no-such.replay")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no-such.replay");
  }

  @Test
  void durations_read_back_equal() {
    for (long nanos :
        new long[] {0, 1, 999, 1_000, 1_500, 1_234_567, 60_000_000_000L, -5_000_000}) {
      Duration duration = Duration.ofNanos(nanos);
      assertThat(Durations.parse(Durations.text(duration))).isEqualTo(duration);
    }
  }

  private static ReplayFile sample() {
    Tape tape = new Tape(List.of(), List.of(Decision.LATENCY, Decision.TIMER_LATENESS));
    tape.add(new Departure.Struck(Decision.LOSS, Subjects.link("a", "b"), 45));
    tape.add(new Departure.Chosen(Decision.SCHEDULE, Subjects.node("a"), 4, 2));
    tape.add(new Departure.Chosen(Decision.RANDOM, 0xDEADBEEFL, 4, -2));
    for (int i = 0; i < FAULTS.size(); i++) {
      tape.add(new Departure.Faulted(i, FAULTS.get(i)));
    }
    TreeMap<String, String> settings = new TreeMap<>();
    settings.put("microraft.version", "0.5");
    return new ReplayFile(
        "0.1.0",
        "toy",
        settings,
        17,
        Duration.ofSeconds(60),
        Duration.ofMillis(21_500),
        "some model",
        new FaultRates(0.01, 0.005, 0, Duration.ofMillis(500)),
        "each increment counts once",
        0x0123456789abcdefL,
        List.of("a", "b", "c"),
        tape);
  }
}
