package dev.faultline.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Campaign;
import dev.faultline.explore.Engine;
import dev.faultline.explore.Program;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.Toys;
import dev.faultline.explore.UsageException;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.sim.World;
import dev.faultline.sim.adversary.EventOrder;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Issue 22: whoever goes on from a state has come to it, and not to another one in which the same
 * may happen next.
 */
final class StateArrivalTest {
  /** Keeps the numbers of its timers in the order in which they come. */
  private static final class Keeper implements Node, Restorable {
    private final int own;
    private String state = "";

    Keeper(int own) {
      this.own = own;
    }

    @Override
    public void start(Env env) {
      for (int i = 1; i <= 3; i++) {
        env.timer(Duration.ofMillis(5), i);
      }
    }

    @Override
    public void receive(Env env, Address from, Object message) {}

    @Override
    public void timer(Env env, Object tag) {
      state += tag + " " + own + " ";
    }

    @Override
    public Object state() {
      return state;
    }

    @Override
    public void restore(Object earlier) {
      state = (String) earlier;
    }
  }

  /** Worlds, of which each may remember how many there were before it. */
  private static Program program(boolean remembers) {
    AtomicInteger worlds = new AtomicInteger();
    return (World world) -> {
      int own = remembers ? worlds.incrementAndGet() : 0;
      world.model(SystemModel.asynchronous());
      world.timerLateness(Duration.ZERO);
      world.node("keeper", () -> new Keeper(own));
    };
  }

  private static CampaignPlan plan(Program program) {
    return Toys.plan(program, 1, 1_000)
        .withStrategy(Strategy.EXHAUSTIVE.overStates(EventOrder.PENDING_SET));
  }

  private static boolean proof(Program program, Engine engine) {
    return Objects.requireNonNull(new Campaign(plan(program), engine).run().exploration()).proof();
  }

  @Test
  void a_program_that_comes_elsewhere_in_each_world_is_no_proof() {
    assertThat(proof(program(false), new Levelling(3))).isTrue();
    assertThat(proof(program(false), new Searching(3))).isTrue();
    assertThatThrownBy(() -> proof(program(true), new Levelling(3)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the program is not deterministic");
    assertThatThrownBy(() -> proof(program(true), new Searching(3)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("the program is not deterministic");
  }
}
