package dev.faultline.sim.legality;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.core.SystemModel.synchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.setup.MessageFilter;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Node a sends b the numbers 1 to 20, one each 10 ms, each of which takes 1 ms. */
final class MessagesByHandTest {
  private static final MessageFilter EVEN =
      (from, to, message) -> from.equals("a") && message instanceof Integer n && n % 2 == 0;

  private final List<Object> received = new ArrayList<>();
  private int sent;

  private Rig talking(Rig rig) {
    return rig.node(
            "a",
            new Scripted()
                .onStart(env -> env.timer(millis(10), "send"))
                .onTimer((env, tag) -> {
                  sent++;
                  env.send(env.address("b"), sent);
                  if (sent < 20) {
                    env.timer(millis(10), "send");
                  }
                }))
        .node("b", new Scripted().onReceive((env, from, message) -> received.add(message)));
  }

  @Test
  void the_nth_message_that_a_filter_lets_through_is_dropped_and_no_other() {
    Rig rig = talking(Rig.quiet()).model(partiallySynchronous().fairLossLinks());
    rig.world.dropMessage("the third even one", 3, EVEN);

    assertThat(rig.runWell().byHand()).containsEntry("message dropped", 1);

    assertThat(received).hasSize(19).doesNotContain(6);
    assertThat(rig.lost())
        .singleElement()
        .extracting(TraceEvent.Lost::reason)
        .isEqualTo(TraceEvent.LossReason.BY_HAND);
  }

  @Test
  void a_delayed_message_comes_later_and_others_overtake_it() {
    Rig rig = talking(Rig.quiet()).model(asynchronous().fairLossLinks());
    rig.world.delayMessage("the first even one", 1, EVEN, Duration.ofMillis(35));

    rig.runWell();

    assertThat(received.subList(0, 6)).containsExactly(1, 3, 4, 5, 2, 6);
  }

  @Test
  void a_held_message_goes_on_when_the_program_says_so() {
    Rig rig = talking(Rig.quiet()).model(asynchronous().fairLossLinks());
    rig.world.holdMessage("the first even one", 1, EVEN);
    rig.world.when(
        "five have come", () -> received.contains(5), () -> rig.world.letGo("the first even one"));

    rig.runWell();

    assertThat(received.subList(0, 6)).containsExactly(1, 3, 4, 5, 2, 6);
  }

  @Test
  void on_links_that_keep_the_order_what_comes_behind_a_held_message_waits_too() {
    Rig rig = talking(Rig.quiet()).model(asynchronous());
    rig.world.holdMessage("the first even one", 1, EVEN);
    rig.at(75, rig.world::endFaults);

    rig.runWell();

    assertThat(received).isSorted().hasSize(20);
    assertThat(rig.delivered().get(1).nanos()).isEqualTo(76_000_000);
  }

  @Test
  void healing_lets_go_what_is_held_and_nothing_is_held_afterwards() {
    Rig rig =
        talking(Rig.quiet()).model(partiallySynchronous(Duration.ofMillis(5)).fairLossLinks());
    rig.world.healAfter(Duration.ofMillis(45));
    rig.world.holdMessage("the first even one", 1, EVEN);
    rig.world.dropMessage("the sixth even one", 6, EVEN);

    rig.runWell();

    assertThat(received).hasSize(20);
    assertThat(received.indexOf(2)).isEqualTo(3);
  }

  @Test
  void a_delay_keeps_to_the_bound_of_the_model() {
    Rig rig = talking(Rig.quiet()).model(synchronous(Duration.ofMillis(4), 1, 0));
    rig.world.delayMessage("the first even one", 1, EVEN, Duration.ofSeconds(35));

    rig.runWell();

    assertThat(rig.delivered().get(1).nanos()).isEqualTo(24_000_000);
  }

  @Test
  void what_the_model_rules_out_is_refused_before_the_world_runs_or_where_it_is_written() {
    Rig perfect = talking(Rig.quiet()).model(asynchronous());
    perfect.world.dropMessage("one", 1, EVEN);
    assertThatThrownBy(perfect::run)
        .isInstanceOf(ModelException.class)
        .hasMessage("message 'one' is to be dropped, but links of this model lose no messages");

    Rig synchronous = talking(Rig.quiet()).model(synchronous(Duration.ofMillis(4), 1, 0));
    List<Throwable> refused = new ArrayList<>();
    synchronous.at(
        15,
        () -> {
          try {
            synchronous.world.holdMessage("two", 1, EVEN);
          } catch (ModelException e) {
            refused.add(e);
          }
        });
    synchronous.runWell();
    assertThat(refused).singleElement().asString().contains("within a known bound");
  }

  @Test
  void what_an_adversary_leaves_out_passes() {
    Rig rig =
        talking(
                Rig.with(
                    new QuietAdversary(1) {
                      @Override
                      public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
                        return kind == Decision.FAULT_SKIPPED && ordinal == 1
                            || super.strikes(kind, subject, ordinal, odds);
                      }
                    }))
            .model(asynchronous().fairLossLinks());
    rig.world.dropMessage("the first even one", 1, EVEN);

    assertThat(rig.runWell().byHand()).isEmpty();

    assertThat(received).hasSize(20);
  }

  @Test
  void a_filter_that_throws_is_the_programs_fault() {
    Rig rig = talking(Rig.quiet()).model(asynchronous().fairLossLinks());
    rig.world.dropMessage(
        "odd",
        1,
        (from, to, message) -> {
          throw new IllegalStateException("no such message");
        });

    assertThat(rig.run().violation())
        .isNotNull()
        .satisfies(violation -> {
          assertThat(violation.property()).isEqualTo(Violation.PROGRAM_DOES_NOT_THROW);
          assertThat(violation.detail()).startsWith("the filter of message 'odd' threw");
        });
  }

  @Test
  void names_and_numbers_are_checked() {
    Rig rig = talking(Rig.quiet());
    rig.world.dropMessage("one", 1, EVEN);

    assertThatThrownBy(() -> rig.world.holdMessage("one", 1, EVEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("already a message called 'one'");
    assertThatThrownBy(() -> rig.world.holdMessage("two", 0, EVEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nth is 0");
    assertThatThrownBy(() -> rig.world.letGo("three"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected one of [one]");
  }
}
