package dev.faultline.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.explore.tape.FaultText;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultNoteTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void titles_are_a_few_words() {
    assertThat(title(new Fault.Crash("n1", SECOND))).isEqualTo("n1 down");
    assertThat(title(new Fault.LinkLoss("n1", "n2", 0.25, SECOND))).isEqualTo("n1 → n2 loses 25%");
    assertThat(title(new Fault.LinkDelay("n1", "n2", Duration.ofMillis(40), SECOND)))
        .isEqualTo("n1 → n2 +40ms");
    assertThat(title(new Fault.ClockJump("n1", Duration.ofMillis(-1500))))
        .isEqualTo("n1 clock jumps -1.5s");
    assertThat(title(new Fault.ClockDrift("n1", 50, SECOND))).isEqualTo("n1 clock drifts +50 ppm");
    assertThat(title(partition(PartitionShape.HALVES, List.of("a", "b"), List.of("c"))))
        .isEqualTo("a b | c");
    assertThat(title(partition(PartitionShape.ISOLATED, List.of("a"), List.of("b", "c"))))
        .isEqualTo("a isolated");
    assertThat(title(partition(PartitionShape.ONE_WAY, List.of("a"), List.of("b"))))
        .isEqualTo("a ↛ b");
    assertThat(title(partition(PartitionShape.BRIDGE, List.of("a"), List.of("b"), List.of("c"))))
        .isEqualTo("a | b, bridged by c");
  }

  @Test
  void the_line_of_the_replay_file_is_kept() {
    Fault fault = new Fault.Slow("n1", Duration.ofMillis(3), SECOND);
    assertThat(FaultText.parse(FaultNote.of(fault).text())).isEqualTo(fault);
  }

  private static String title(Fault fault) {
    return FaultNote.of(fault).title();
  }

  @SafeVarargs
  private static Fault partition(PartitionShape shape, List<String>... groups) {
    return new Fault.Partition(shape, List.of(groups), SECOND);
  }
}
