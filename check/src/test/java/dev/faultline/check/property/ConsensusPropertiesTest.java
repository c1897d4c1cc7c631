package dev.faultline.check.property;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.history.HistoryRecorder;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsensusPropertiesTest {

  private final ConsensusRecorder<String> record = new ConsensusRecorder<>();

  @BeforeEach
  void propose() {
    record.proposed(0, "p", "x", 0);
    record.proposed(0, "q", "y", 0);
  }

  @Test
  void a_right_run_has_all_properties() {
    record.decided(0, "p", "y", 5);
    record.decided(0, "q", "y", 9);

    assertThat(ConsensusProperties.agreement(record).isValid()).isTrue();
    assertThat(ConsensusProperties.validity(record).isValid()).isTrue();
    assertThat(ConsensusProperties.integrity(record).isValid()).isTrue();
    assertThat(terminates(9).isValid()).isTrue();
  }

  @Test
  void a_run_without_decisions_is_no_pass() {
    assertThat(ConsensusProperties.agreement(record).word()).isEqualTo("unknown");
    assertThat(ConsensusProperties.validity(record).word()).isEqualTo("unknown");
    assertThat(ConsensusProperties.integrity(record).word()).isEqualTo("unknown");
    assertThat(terminates(9).isInvalid()).isTrue();
  }

  @Test
  void two_values_break_agreement_and_nothing_else() {
    record.decided(0, "p", "x", 5);
    record.decided(0, "q", "y", 6);

    assertThat(ConsensusProperties.agreement(record).summary())
        .contains("p decided x in instance 0 at 5 ns, but q decided y");
    assertThat(ConsensusProperties.validity(record).isValid()).isTrue();
    assertThat(ConsensusProperties.integrity(record).isValid()).isTrue();
  }

  @Test
  void instances_are_apart() {
    record.proposed(1, "p", "z", 6);
    record.decided(0, "p", "x", 5);
    record.decided(1, "p", "z", 7);

    assertThat(ConsensusProperties.agreement(record).isValid()).isTrue();
    record.decided(1, "q", "x", 8);
    assertThat(ConsensusProperties.validity(record).summary())
        .contains("q decided x in instance 1");
  }

  @Test
  void an_invented_value_breaks_validity() {
    record.decided(0, "p", "z", 5);

    assertThat(ConsensusProperties.validity(record).summary())
        .contains("which nobody had proposed");
  }

  @Test
  void a_value_decided_before_it_is_proposed_breaks_validity() {
    record.decided(0, "p", "z", 5);
    record.proposed(0, "q", "z", 6);

    assertThat(ConsensusProperties.validity(record).isInvalid()).isTrue();
  }

  @Test
  void deciding_twice_breaks_integrity_even_with_one_value() {
    record.decided(0, "p", "x", 5);
    record.decided(0, "p", "x", 6);

    assertThat(ConsensusProperties.integrity(record).summary()).contains("and again p decided x");
    assertThat(ConsensusProperties.agreement(record).isValid()).isTrue();
  }

  @Test
  void a_decision_after_the_deadline_is_too_late_and_faulty_processes_need_none() {
    record.decided(0, "p", "x", 5);
    record.decided(0, "q", "x", 11);

    assertThat(terminates(10).summary()).contains("q has not decided in instance 0", "10 ns");
    assertThat(terminates(11).isValid()).isTrue();
    assertThat(ConsensusProperties.termination(record, List.of("p"), 10).isValid()).isTrue();
    assertThat(ConsensusProperties.termination(record, List.of("r"), 10).word())
        .isEqualTo("unknown");
  }

  @Test
  void a_history_of_proposals_is_a_record() {
    var history = new HistoryRecorder<String, String>();
    int first = history.invoke(0, "x", 0);
    int second = history.invoke(1, "y", 0);
    history.ok(first, "x", 1);
    history.ok(second, "y", 2);

    var of = ConsensusRecorder.of(history.history());
    assertThat(ConsensusProperties.agreement(of).summary()).contains("0 decided x", "1 decided y");
    assertThat(ConsensusProperties.validity(of).isValid()).isTrue();
  }

  private dev.faultline.check.Verdict terminates(long deadlineNanos) {
    return ConsensusProperties.termination(record, List.of("p", "q"), deadlineNanos);
  }
}
