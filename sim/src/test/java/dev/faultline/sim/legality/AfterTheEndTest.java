package dev.faultline.sim.legality;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Fault;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.testing.Scripted;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Issue 13: what was declared for a time after the end of the world never ran, without a word. */
final class AfterTheEndTest {
  private static final Duration END = Duration.ofSeconds(60);
  private static final Duration LATER = Duration.ofSeconds(90);

  private final World world = world(WorldOptions.DEFAULT);

  private static World world(WorldOptions options) {
    World world = new World(new QuietAdversary(1), options);
    world.model(partiallySynchronous().crashRecovery(1));
    return world;
  }

  @Test
  void an_action_after_the_end_is_refused_where_it_is_declared() {
    assertThatThrownBy(() -> world.at(LATER, () -> {}))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "at is 90.000s, but the world ends at 60.000s: choose an earlier time, or let the world"
                + " run longer");
  }

  @Test
  void so_is_a_fault() {
    Fault crash = new Fault.Crash("n", Duration.ofSeconds(1));

    assertThatThrownBy(() -> world.fault(LATER, crash))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("fault is 90.000s, but the world ends at 60.000s");
  }

  @Test
  void so_is_healing() {
    assertThatThrownBy(() -> world.healAfter(LATER))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("healAfter is 90.000s, but the world ends at 60.000s");
  }

  @Test
  void so_is_an_action_that_another_one_declares() {
    world.at(Duration.ofSeconds(10), () -> world.at(LATER, () -> {}));

    assertThatThrownBy(world::run)
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("at is 90.000s");
  }

  @Test
  void an_action_at_the_end_runs() {
    boolean[] ran = new boolean[1];
    world.at(END, () -> ran[0] = true);
    world.run();

    assertThat(ran[0]).isTrue();
  }

  @Test
  void a_run_that_is_cut_short_refuses_nothing() {
    World cut = world(WorldOptions.DEFAULT.withUntil(Duration.ofSeconds(5)));
    cut.at(Duration.ofSeconds(50), () -> {});

    assertThat(cut.run().violation()).isNull();
  }

  @Test
  void what_waits_for_a_moment_that_never_comes_is_told_as_never_reached() {
    world.when("pigs fly", () -> false, () -> {});
    world.when("it begins", () -> true, () -> {});
    world.when("it begins", () -> false, () -> {});
    world.dropMessage("the first", 1, (from, to, message) -> true);
    world.at(Duration.ofSeconds(1), () -> {});
    world.model(partiallySynchronous().crashRecovery(1).fairLossLinks());

    assertThat(world.run().reached())
        .containsEntry("when 'pigs fly'", false)
        .containsEntry("when 'it begins'", true)
        .containsEntry("when 'it begins' #2", false)
        .containsEntry("message 'the first'", false);
  }

  @Test
  void faults_by_hand_after_the_end_are_refused() {
    var node = world.node("n", Scripted::new);
    world.atEnd("all is well", () -> world.crash(node));

    WorldResult result = world.run();

    assertThat(requireNonNull(result.violation()).detail()).contains("this world is not running");
  }
}
