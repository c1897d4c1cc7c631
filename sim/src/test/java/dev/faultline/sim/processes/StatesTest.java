package dev.faultline.sim.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Described;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.trace.TraceEvent;
import dev.faultline.sim.trace.Tracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What nodes say of their state. */
final class StatesTest {
  private static final class Counter implements Node, Described {
    private int steps;

    @Override
    public void start(Env env) {
      env.timer(Duration.ofSeconds(1), "step");
    }

    @Override
    public void timer(Env env, Object tag) {
      steps++;
      env.timer(Duration.ofSeconds(1), "step");
    }

    @Override
    public String describe() {
      if (steps == 5) {
        throw new IllegalStateException("five");
      }
      // Changes with every other step.
      return steps < 2 ? "" : "at\n  " + steps / 2;
    }
  }

  private static final class Silent implements Node {
    @Override
    public void start(Env env) {}
  }

  private static final class Unspeakable implements Node, Described {
    @Override
    public void start(Env env) {}

    @Override
    public String describe() {
      throw new IllegalStateException() {
        @Override
        public String toString() {
          throw new UnsupportedOperationException();
        }
      };
    }
  }

  private static long run(@Nullable Tracer tracer) {
    World world =
        new World(
            new QuietAdversary(1),
            WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(11)).withTracer(tracer));
    world.model(SystemModel.asynchronous().crashRecovery(1));
    Address counter = world.node("counter", Counter::new);
    world.node("silent", Silent::new);
    world.fault(Duration.ofMillis(7_500), new Fault.Crash(counter.name(), Duration.ofMillis(100)));
    return world.run().traceHash();
  }

  @Test
  void a_state_is_said_when_it_changes_and_anew_by_the_next_incarnation() {
    List<String> said = new ArrayList<>();
    run(event -> {
      if (event instanceof TraceEvent.Described(long nanos, String node, String text)) {
        said.add(nanos / 1_000_000_000 + " " + node + " " + text);
      }
    });

    assertThat(said)
        .containsExactly(
            "2 counter at 1",
            "4 counter at 2",
            "5 counter describe() threw java.lang.IllegalStateException: five",
            "6 counter at 3",
            "9 counter at 1");
  }

  @Test
  void who_looks_changes_nothing_and_who_does_not_listen_asks_nobody() {
    List<TraceEvent> heard = new ArrayList<>();
    Tracer deaf =
        new Tracer() {
          @Override
          public void on(TraceEvent event) {
            heard.add(event);
          }

          @Override
          public boolean hearsStates() {
            return false;
          }
        };

    assertThat(run(deaf)).isEqualTo(run(null)).isEqualTo(run(event -> {}));
    assertThat(heard).isNotEmpty().noneMatch(TraceEvent.Described.class::isInstance);
  }

  @Test
  void an_exception_without_a_text_costs_the_run_nothing() {
    List<String> said = new ArrayList<>();
    Tracer tracer =
        event -> {
          if (event instanceof TraceEvent.Described state) {
            said.add(state.text());
          }
        };
    World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT.withTracer(tracer));
    world.node("unspeakable", Unspeakable::new);

    assertThat(world.run().violation()).isNull();
    assertThat(said).singleElement().asString().startsWith("describe() threw ");
  }
}
