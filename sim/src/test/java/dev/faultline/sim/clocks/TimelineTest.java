package dev.faultline.sim.clocks;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.WorldResult;
import dev.faultline.sim.adversary.Adversary;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.testing.HostileAdversary;
import dev.faultline.sim.testing.Ordering;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import dev.faultline.sim.trace.RecordedTrace;
import dev.faultline.sim.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Issue 11, item 3: whoever says what happens next, time or an adversary, what is still to come is
 * moved by a clock that drifts, waits behind a pause, and can be cancelled.
 */
final class TimelineTest {
  private static final SystemModel MODEL = asynchronous().crashRecovery(2).fairLossLinks();

  /** Sets and cancels timers and sends by chance, and complains of what no timer may do. */
  private static final class Fidget implements Node {
    private final SortedSet<Long> cancelled = new TreeSet<>();
    private final List<long[]> waiting = new ArrayList<>();
    private long set;

    private record Tag(long number, long due) {}

    @Override
    public void start(Env env) {
      arm(env);
      arm(env);
    }

    private void arm(Env env) {
      long delay = env.random().nextLong(200_000_000);
      long id = env.timer(delay, new Tag(++set, env.nanoTime() + delay));
      waiting.add(new long[] {id, set});
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      if (!waiting.isEmpty()) {
        long[] victim = waiting.remove(env.random().nextInt(waiting.size()));
        env.cancel(victim[0]);
        cancelled.add(victim[1]);
        arm(env);
      }
    }

    @Override
    public void timer(Env env, Object tag) {
      Tag due = (Tag) tag;
      if (cancelled.contains(due.number)) {
        throw new IllegalStateException("timer " + due.number + " fires though it was cancelled");
      }
      if (env.nanoTime() < due.due) {
        throw new IllegalStateException(
            "timer " + due.number + " is early by " + (due.due - env.nanoTime()) + " ns");
      }
      waiting.removeIf(each -> each[1] == due.number);
      env.send(env.address("n" + env.random().nextInt(4)), "cancel one");
      arm(env);
    }
  }

  private static WorldResult run(Adversary adversary, RecordedTrace trace) {
    World world =
        new World(
            adversary, WorldOptions.DEFAULT.withDuration(Duration.ofSeconds(5)).withTracer(trace));
    for (int i = 0; i < 4; i++) {
      world.node("n" + i, Fidget::new);
    }
    return world.model(MODEL).run();
  }

  @Test
  void timers_are_never_early_and_stay_cancelled_when_an_adversary_orders_events() {
    for (long seed = 0; seed < 150; seed++) {
      SplittableRandom order = new SplittableRandom(seed);
      WorldResult result =
          run(new Ordering(new HostileAdversary(seed), order::nextInt), new RecordedTrace());

      assertThat(result.violation()).as("seed " + seed).isNull();
    }
  }

  @Test
  void an_adversary_that_takes_the_earliest_event_gives_the_run_that_time_gives() {
    for (long seed = 0; seed < 100; seed++) {
      RecordedTrace byTime = new RecordedTrace();
      RecordedTrace byOrder = new RecordedTrace();

      run(new HostileAdversary(seed), byTime);
      run(Ordering.earliestFirst(new HostileAdversary(seed)), byOrder);

      assertThat(byOrder.events()).as("seed " + seed).isEqualTo(byTime.events());
    }
  }

  @Test
  void a_clock_that_slows_down_moves_the_timers_of_an_ordered_world() {
    List<Long> fired = new ArrayList<>();
    Rig.with(Ordering.earliestFirst(new QuietAdversary(0)))
        .model(asynchronous())
        .node(
            "a",
            new Scripted()
                .onStart(env -> env.timer(millis(100), "due"))
                .onTimer((env, tag) -> fired.add(env.nanoTime() / 1_000_000)))
        .fault(50, new Fault.ClockDrift("a", -500_000, Duration.ofSeconds(10)))
        .runWell();

    assertThat(fired).containsExactly(100L);
  }

  @Test
  void a_timer_that_waits_behind_a_pause_can_be_cancelled_in_an_ordered_world() {
    List<Object> fired = new ArrayList<>();
    long[] id = new long[1];
    Rig rig =
        Rig.with(Ordering.earliestFirst(new QuietAdversary(0)))
            .model(asynchronous().fairLossLinks());
    rig.node(
            "a",
            new Scripted()
                .onStart(env -> {
                  env.timer(millis(10), "first");
                  id[0] = env.timer(millis(20), "second");
                })
                .onTimer((env, tag) -> {
                  fired.add(tag);
                  env.cancel(id[0]);
                }))
        .fault(5, new Fault.Pause("a", millis(100)))
        .runWell();

    assertThat(fired).containsExactly("first");
    assertThat(rig.trace.of(TraceEvent.TimerFired.class)).hasSize(1);
  }
}
