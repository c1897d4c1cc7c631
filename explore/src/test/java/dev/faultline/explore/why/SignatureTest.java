package dev.faultline.explore.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.core.PartitionShape;
import dev.faultline.explore.Finding;
import dev.faultline.explore.ReplayFile;
import dev.faultline.explore.tape.Departure;
import dev.faultline.explore.tape.Tape;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.EventOrder;
import dev.faultline.sim.adversary.FaultRates;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.TraceEvent.LossReason;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private record Vote(int term) {}

  private record Append(int term) {}

  private static Signature of(String detail, TraceEvent... run) {
    return of(detail, null, List.of(), run);
  }

  private static Signature of(
      String detail, @Nullable Throwable thrown, List<Departure> tape, TraceEvent... run) {
    Violation violation =
        new Violation(
            "one leader", detail, 7, thrown, Violation.Judged.WHEN_SEEN, List.of(), List.of());
    ReplayFile file =
        new ReplayFile(
            "0.1.0",
            "raft",
            new TreeMap<>(),
            1,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            "",
            new FaultRates(0, 0, 0, Duration.ZERO),
            "one leader",
            0,
            List.of("raft-1", "raft-2", "raft-3"),
            new Tape(tape, List.of(), EventOrder.TIME));
    return Signature.of(
        new Finding(violation, 1, 0, 1, List.of(), 0, List.of(), file), List.of(run));
  }

  private static TraceEvent lost(long nanos, String from, String to, Object message) {
    return new TraceEvent.Lost(nanos, from, to, nanos, message, LossReason.CUT);
  }

  private static TraceEvent cut(String one, String other, long nanos) {
    return new TraceEvent.FaultBegan(
        nanos,
        new Fault.Partition(
            PartitionShape.HALVES,
            List.of(List.of(one), List.of(other)),
            Duration.ofMillis(3 + nanos)));
  }

  @Test
  void times_numbers_and_which_of_equal_nodes_do_not_matter() {
    Signature one = of("2 leaders in term 3", lost(5, "raft-1", "raft-2", new Vote(3)));
    Signature other = of("2 leaders in term 14", lost(900, "raft-3", "raft-1", new Vote(14)));

    assertThat(other).isEqualTo(one);
    assertThat(other.id()).isEqualTo(one.id()).matches("[0-9a-f]{8}");
    assertThat(one.text()).isEqualTo("Vote from raft to raft is lost");
    assertThat(one.seen()).isEqualTo("# leaders in term #");
  }

  @Test
  void what_is_lost_counts_and_not_what_took_it() {
    TraceEvent vote = lost(5, "raft-1", "raft-2", new Vote(3));

    assertThat(of("", cut("raft-1", "raft-2", 4), vote)).isEqualTo(of("", vote));
  }

  @Test
  void where_much_of_all_kinds_is_lost_no_kind_is_named() {
    Signature signature =
        of(
            "",
            cut("raft-1", "raft-2", 1),
            lost(2, "raft-1", "raft-2", new Vote(1)),
            lost(3, "raft-1", "raft-2", new Append(1)),
            lost(4, "raft-1", "raft-2", "ping 1"),
            lost(5, "raft-1", "raft-2", 17));

    assertThat(signature.causes()).containsExactly("messages are lost");
  }

  @Test
  void other_messages_other_faults_and_another_sight_are_other_causes() {
    assertThat(
            List.of(
                of(""),
                of("", lost(5, "raft-1", "raft-2", new Vote(3))),
                of("", lost(5, "raft-1", "raft-2", new Append(3))),
                of("", new TraceEvent.Duplicated(5, "raft-1", "raft-2", 1, new Vote(3))),
                of("", new TraceEvent.FaultBegan(5, new Fault.Crash("raft-1", Fault.FOREVER))),
                of(
                    "",
                    new TraceEvent.FaultBegan(5, new Fault.Pause("raft-1", Duration.ofSeconds(1)))),
                of("", new TraceEvent.TimerFired(6, "raft-1", "election")),
                of("", new TraceEvent.TimerFired(6, "raft-1", "heartbeat")),
                of("", null, List.of(new Departure.Struck(Decision.LIE, 1, 2))),
                of("the old leader goes on"),
                of("raft-1 threw", new IllegalStateException(), List.of())))
        .doesNotHaveDuplicates()
        .extracting(Signature::id)
        .doesNotHaveDuplicates();
  }

  @Test
  void a_run_without_faults_says_so() {
    assertThat(of("").causes()).containsExactly("delays and the order of events alone");
  }

  @Test
  void what_made_it_late_and_how_the_nodes_are_numbered_does_not_matter() {
    Duration second = Duration.ofSeconds(1);

    assertThat(
            List.of(
                of("", new TraceEvent.FaultBegan(5, new Fault.Pause("raft-1", second))),
                of("", new TraceEvent.FaultBegan(5, new Fault.Slow("raft-2", second, second))),
                of(
                    "",
                    new TraceEvent.FaultBegan(
                        5, new Fault.LinkDelay("raft-1", "raft-2", second, second)))))
        .containsOnly(new Signature("one leader", "", List.of("something is late"), ""));
  }

  @Test
  void a_variant_has_the_same_step_and_more_faults() {
    TraceEvent crash = new TraceEvent.FaultBegan(5, new Fault.Crash("raft-1", Fault.FOREVER));
    TraceEvent vote = lost(5, "raft-1", "raft-2", new Vote(3));

    assertThat(of("", crash, vote).isVariantOf(of("", crash))).isTrue();
    assertThat(of("", crash).isVariantOf(of(""))).isTrue();
    assertThat(of("", crash).isVariantOf(of("", vote))).isFalse();
    assertThat(of("", crash).isVariantOf(of("", crash))).isFalse();
    assertThat(of("seen otherwise", crash, vote).isVariantOf(of("", crash))).isFalse();
    assertThat(
            of("", crash, vote, new TraceEvent.TimerFired(6, "raft-1", "election"))
                .isVariantOf(of("", crash)))
        .isFalse();
  }
}
