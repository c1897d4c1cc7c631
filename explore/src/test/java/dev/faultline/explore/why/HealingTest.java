package dev.faultline.explore.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.explore.tape.AlignedAdversary.Timed;
import dev.faultline.explore.tape.Departure;
import dev.faultline.sim.adversary.Decision;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HealingTest {
  private static Departure pause(Duration lasting) {
    return new Departure.Faulted(1, new Fault.Pause("a", lasting));
  }

  @Test
  void a_fault_that_is_active_ends_and_a_later_one_never_strikes() {
    List<Timed> timed =
        List.of(
            new Timed(pause(Duration.ofNanos(10)), 100),
            new Timed(pause(Duration.ofNanos(500)), 100),
            new Timed(pause(Fault.FOREVER), 150),
            new Timed(pause(Duration.ofNanos(1)), 200));

    assertThat(Healing.at(timed, 200))
        .containsExactly(
            pause(Duration.ofNanos(10)), pause(Duration.ofNanos(100)), pause(Duration.ofNanos(50)));
  }

  @Test
  void a_process_that_crashed_for_good_stays_down() {
    Departure crash = new Departure.Faulted(1, new Fault.Crash("a", Fault.FOREVER));

    assertThat(Healing.at(List.of(new Timed(crash, 100)), 200)).containsExactly(crash);
    assertThat(Healing.at(List.of(new Timed(crash, 200)), 200)).isEmpty();
  }

  @Test
  void messages_are_lost_before_only_and_who_was_left_out_stays_out() {
    Departure lost = new Departure.Struck(Decision.LOSS, 1, 1);
    Departure lostLater = new Departure.Struck(Decision.LOSS, 1, 2);
    Departure absent = new Departure.Struck(Decision.CLIENT_ABSENT, 7, 0);
    Departure delay = new Departure.Chosen(Decision.LATENCY, 1, 3, 5);
    Departure turn = new Departure.Struck(Decision.PREEMPTION, 7, 9);

    assertThat(
            Healing.at(
                List.of(
                    new Timed(lost, 100),
                    new Timed(lostLater, 300),
                    new Timed(absent, 300),
                    new Timed(delay, 300),
                    new Timed(turn, 300)),
                200))
        .containsExactly(lost, absent, delay, turn);
  }
}
