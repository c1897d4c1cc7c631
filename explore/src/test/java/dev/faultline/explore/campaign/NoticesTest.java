package dev.faultline.explore.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Issue 11, items 5 and 16: what worlds could not see is told once, with what to do. */
final class NoticesTest {
  private static final class Opaque {
    @SuppressWarnings("unused")
    private int number;
  }

  private static final class Sender implements Node {
    @SuppressWarnings("unused")
    private static int lives;

    @Override
    public void start(Env env) {
      lives++;
      env.send(env.self(), new Opaque());
    }
  }

  @Test
  void each_class_and_each_variable_is_named_once() {
    Notices notices = new Notices();
    for (long seed = 0; seed < 3; seed++) {
      World world = new World(new QuietAdversary(seed), WorldOptions.DEFAULT);
      world.model(SystemModel.asynchronous().crashRecovery(1));
      world.node("a", Sender::new);
      world.fault(Duration.ofMillis(10), new Fault.Crash("a", Duration.ofMillis(10)));
      notices.add((int) seed, seed, world.run());
    }

    assertThat(notices.all())
        .hasSize(2)
        .anySatisfy(text ->
            assertThat(text).containsOnlyOnce(Opaque.class.getName()).contains("make them records"))
        .anySatisfy(text ->
            assertThat(text)
                .containsOnlyOnce("static " + Sender.class.getName() + ".lives")
                .contains("outlives a crash"));
  }

  @Test
  void runs_that_nothing_guards_are_not_called_equal_without_more_ado() {
    assertThat(Notices.unguarded(false)).contains("without the agent").contains("-javaagent:");
    assertThat(Notices.unguarded(true)).isEmpty();
  }
}
