package dev.faultline.sim.legality;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.core.SystemModel.partiallySynchronous;
import static dev.faultline.core.SystemModel.synchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody who edits a run leaves nodes out of it, as far as the model lets them stay away. */
final class AbsentNodesTest {
  /** Leaves out whatever may be left out. */
  private static final class Editor extends QuietAdversary {
    int asked;

    Editor() {
      super(1);
    }

    @Override
    public boolean strikes(Decision kind, long subject, long ordinal, long odds) {
      asked += kind == Decision.NODE_ABSENT ? 1 : 0;
      return kind == Decision.NODE_ABSENT || super.strikes(kind, subject, ordinal, odds);
    }
  }

  private static Rig rig(Editor editor, SystemModel model) {
    Rig rig = Rig.with(editor).model(model);
    for (String name : List.of("a", "b", "c")) {
      rig.node(name, new Scripted());
    }
    rig.world.client("client", Scripted::new);
    rig.at(10_000, rig.world::stop);
    return rig;
  }

  private static List<String> started(Rig rig) {
    List<String> started = new ArrayList<>();
    rig.run();
    for (TraceEvent event : rig.trace.events()) {
      if (event instanceof TraceEvent.Started(var nanos, var node, var incarnation)) {
        started.add(node + "@" + nanos / 1_000_000);
      }
    }
    return started;
  }

  @Test
  void where_speed_has_no_bound_and_messages_get_lost_nodes_come_up_when_the_world_heals() {
    Rig rig = rig(new Editor(), partiallySynchronous().fairLossLinks());
    rig.world.healAfter(Duration.ofSeconds(5));

    assertThat(started(rig)).containsExactly("client@0", "a@5000", "b@5000", "c@5000");
  }

  @Test
  void in_a_world_that_does_not_heal_they_never_do() {
    assertThat(started(rig(new Editor(), asynchronous().fairLossLinks())))
        .containsExactly("client@0");
  }

  @Test
  void where_links_lose_nothing_as_many_crash_before_their_first_step_as_the_model_allows() {
    for (SystemModel model :
        List.of(
            asynchronous().crashStop(1),
            synchronous(millis(10), 1, 0).fairLossLinks().crashStop(1),
            partiallySynchronous().crashRecovery(1))) {
      Rig rig = rig(new Editor(), model);
      rig.world.healAfter(Duration.ofSeconds(5));

      assertThat(started(rig)).as("%s", model).containsExactly("b@0", "c@0", "client@0");
    }
  }

  @Test
  void who_crashed_before_its_first_step_counts_among_the_faulty() {
    Rig rig = rig(new Editor(), asynchronous().crashStop(1));
    rig.world.fault(millis(100), new Fault.Crash("b", Fault.FOREVER));

    assertThatThrownBy(rig::run)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("1 processes are faulty already");
  }

  @Test
  void nobody_is_asked_where_the_model_lets_nobody_stay_away() {
    Editor editor = new Editor();

    assertThat(started(rig(editor, asynchronous()))).hasSize(4);
    assertThat(editor.asked).isZero();
  }
}
