package dev.faultline.sim;

import static dev.faultline.sim.Holds.no;
import static dev.faultline.sim.Holds.yes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.check.Verdict;
import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

final class HoldsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Counts to three, once a second. */
  private static final class Counter implements Node {
    private int count;

    @Override
    public void start(Env env) {
      env.timer(SECOND, "count");
    }

    @Override
    public void receive(Env env, Address from, Object message) {}

    @Override
    public void timer(Env env, Object tag) {
      if (++count < 3) {
        env.timer(SECOND, "count");
      }
    }

    Holds below(int most) {
      return count < most ? yes() : no("the count is " + count);
    }
  }

  private static Violation violation(BiConsumer<World, NodeHandle<Counter>> property) {
    World world =
        new World(new QuietAdversary(1), WorldOptions.DEFAULT.withDuration(SECOND.multipliedBy(9)));
    world.model(SystemModel.partiallySynchronous());
    property.accept(world, world.node("counter", Counter::new));
    world.healAfter(SECOND);
    Violation violation = world.run().violation();
    assertThat(violation).isNotNull();
    return violation;
  }

  @Test
  void the_reason_is_what_was_seen() {
    assertThat(violation((w, n) -> w.always("small", n, Holds.judged(c -> c.below(2)))).detail())
        .isEqualTo("the count is 2");
    assertThat(
            violation((w, n) ->
                    w.always("small", () -> n.state() == null ? yes() : n.state().below(2)))
                .detail())
        .isEqualTo("the count is 2");
    assertThat(violation((w, n) -> w.atEnd("none", () -> no("the end has come"))).detail())
        .isEqualTo("the end has come");
  }

  @Test
  void what_has_to_come_true_says_what_it_still_lacks() {
    Violation never =
        violation((w, n) ->
            w.eventually(
                "five",
                SECOND,
                n,
                Holds.judged(c -> Holds.that(c.count > 4, () -> "only " + c.count))));
    assertThat(never.detail()).matches("only [12]");
    assertThat(never.liveness()).isTrue();

    assertThat(
            violation(
                    (w, n) -> w.eventuallyAlways("small", SECOND, n, Holds.judged(c -> c.below(3))))
                .detail())
        .isEqualTo("the count is 3");
  }

  @Test
  void booleans_still_work_and_say_what_they_said() {
    assertThat(violation((w, n) -> w.always("small", n, c -> c.count < 2)).detail())
        .isEqualTo("does not hold");
  }

  @Test
  void a_check_of_ones_own_says_invalid_with_a_reason() {
    assertThat(violation((w, n) -> w.check("own", () -> Verdict.invalid("3 is odd"))).detail())
        .isEqualTo("invalid: 3 is odd");
    assertThat(Verdict.valid("all is even").isValid()).isTrue();
  }

  @Test
  void a_reason_has_to_say_something() {
    assertThatThrownBy(() -> no(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected what is wrong");
    assertThatThrownBy(() -> Verdict.invalid("")).isInstanceOf(IllegalArgumentException.class);
    assertThat(yes().isYes()).isTrue();
    assertThat(no("a")).isEqualTo(no("a")).hasToString("no: a");
  }
}
