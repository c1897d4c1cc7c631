package dev.faultline.sim.legality;

import static dev.faultline.core.SystemModel.asynchronous;
import static dev.faultline.sim.testing.Rig.millis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.core.Env;
import dev.faultline.core.Fault;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import dev.faultline.sim.WorldOptions;
import dev.faultline.sim.adversary.Decision;
import dev.faultline.sim.adversary.QuietAdversary;
import dev.faultline.sim.testing.Rig;
import dev.faultline.sim.testing.Scripted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Worlds at the ends of what may be asked for: no number overflows, and no promise breaks. */
final class ExtremesTest {
  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);
  private static final Duration LONGEST_LATENCY = Duration.ofNanos(Long.MAX_VALUE - 1);

  /** Every number that is asked for is the largest. */
  private static final class Largest extends QuietAdversary {
    Largest() {
      super(1);
    }

    @Override
    public long choose(Decision kind, long subject, long ordinal, long bound) {
      assertThat(bound).as("bound of %s", kind).isNotNegative();
      return bound == 0 ? super.choose(kind, subject, ordinal, bound) : bound - 1;
    }
  }

  private static World world(Consumer<World> setUp, Consumer<Env> work) {
    World world = new World(new Largest(), WorldOptions.DEFAULT);
    setUp.accept(world);
    world.nodes(
        2,
        "n",
        () ->
            new Node() {
              @Override
              public void start(Env env) {
                work.accept(env);
              }
            });
    return world;
  }

  private static void runsWell(Consumer<World> setUp, Consumer<Env> work) {
    var result = world(setUp, work).run();
    assertThat(result.violation()).isNull();
    assertThat(result.inconclusive()).isNull();
  }

  @Test
  void every_bound_on_time_may_be_as_long_as_it_likes() {
    List<Consumer<World>> bounds =
        List.of(
            world -> world.startSpread(LONGEST),
            world -> world.timerLateness(LONGEST),
            world -> world.threadLateness(LONGEST),
            world -> world.syncTime(LONGEST),
            world -> world.monotonicOrigin(World.FARTHEST_ORIGIN),
            world -> world.network().latency(Duration.ZERO, LONGEST_LATENCY),
            world -> world.network().connectionTimeout(LONGEST),
            world -> world.clockOffset(Duration.ofDays(36_500)),
            world -> world.model(SystemModel.partiallySynchronous(LONGEST)));
    for (Consumer<World> bound : bounds) {
      runsWell(
          bound,
          env -> {
            env.timer(1, "soon");
            env.timer(Long.MAX_VALUE, "never");
            env.store().put("k", 1);
            env.store().sync();
            env.clock().monotonicNanos();
            env.clock().reading();
            env.send(env.address("n-1"), "");
          });
    }
  }

  @Test
  void a_bound_beyond_the_clocks_is_refused_by_name() {
    assertThatThrownBy(() -> runsWell(world -> world.clockOffset(LONGEST), env -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("clockOffset is " + LONGEST);
    assertThatThrownBy(() ->
            runsWell(world -> world.monotonicOrigin(World.FARTHEST_ORIGIN.plusNanos(1)), env -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("World.FARTHEST_ORIGIN");
  }

  @Test
  void monotonic_clocks_may_begin_at_either_end_and_timers_keep_their_time() {
    for (long back : new long[] {1, 2}) {
      List<Long> read = new ArrayList<>();
      Rig rig =
          Rig.with(
              new QuietAdversary(1) {
                @Override
                public long choose(Decision kind, long subject, long ordinal, long bound) {
                  return kind == Decision.MONOTONIC_ORIGIN
                      ? bound - back
                      : super.choose(kind, subject, ordinal, bound);
                }
              });
      rig.world.monotonicOrigin(World.FARTHEST_ORIGIN);
      rig.node(
          "a",
          new Scripted()
              .onStart(env -> {
                read.add(env.clock().monotonicNanos());
                env.timer(millis(10), "t");
              })
              .onTimer((env, tag) -> read.add(env.clock().monotonicNanos())));
      rig.runWell();
      assertThat(read.getFirst()).isEqualTo(back == 1 ? -(1L << 62) + 1 : (1L << 62) - 2);
      assertThat(read.getLast() - read.getFirst()).isEqualTo(10_000_000);
    }
  }

  @Test
  void with_the_farthest_origins_clocks_begin_on_both_sides_of_zero_and_near_the_ends() {
    long[] origins =
        LongStream.range(0, 200)
            .map(seed -> {
              long[] read = {0};
              Rig rig = Rig.quiet(seed);
              rig.world.monotonicOrigin(World.FARTHEST_ORIGIN);
              rig.node("a", new Scripted().onStart(env -> read[0] = env.clock().monotonicNanos()));
              rig.runWell();
              return read[0];
            })
            .toArray();
    assertThat(LongStream.of(origins).anyMatch(origin -> origin > 1L << 61)).isTrue();
    assertThat(LongStream.of(origins).anyMatch(origin -> origin < -(1L << 61))).isTrue();
  }

  @Test
  void timers_without_end_stay_away_also_when_clocks_drift() {
    List<Object> fired = new ArrayList<>();
    for (long ppm : new long[] {999_999, -999_999}) {
      Rig rig =
          Rig.quiet()
              .model(asynchronous())
              .node(
                  "a",
                  new Scripted()
                      .onStart(env -> {
                        env.timer(Long.MAX_VALUE, "max");
                        env.timer(Long.MAX_VALUE - 1, "nearly");
                        env.timer(Long.MIN_VALUE, "past");
                        env.timer(0, "now");
                      })
                      .onTimer((env, tag) -> {
                        fired.add(tag);
                        if (tag.equals("now")) {
                          env.timer(Long.MAX_VALUE, "max again");
                        }
                      }));
      rig.fault(10, new Fault.ClockDrift("a", ppm, millis(100)));
      rig.at(50, () -> {});
      rig.runWell();
    }
    assertThat(fired).containsExactly("past", "now", "past", "now");
  }

  @Test
  void clocks_may_jump_by_a_hundred_years_and_no_farther() {
    Duration century = Duration.ofDays(36_500);
    Rig rig =
        Rig.quiet()
            .model(asynchronous())
            .node(
                "a",
                new Scripted()
                    .onStart(env -> env.timer(millis(20), "t"))
                    .onTimer((env, tag) -> env.clock().wallNanos()));
    rig.fault(10, new Fault.ClockJump("a", century));
    rig.fault(15, new Fault.ClockJump("a", century.negated()));
    rig.runWell();
    assertThatThrownBy(() -> new Fault.ClockJump("a", century.plusNanos(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("by is ");
  }

  @Test
  void one_node_and_five_hundred_make_a_world() {
    for (int count : new int[] {1, 500}) {
      int[] heard = {0};
      World world = new World(new QuietAdversary(1), WorldOptions.DEFAULT);
      world.nodes(
          count,
          "n",
          () ->
              new Node() {
                @Override
                public void start(Env env) {
                  env.send(env.address("n-1"), new byte[0]);
                  env.send(env.self(), "");
                }

                @Override
                public void receive(Env env, dev.faultline.core.Address from, Object message) {
                  heard[0]++;
                }
              });
      assertThat(world.run().violation()).isNull();
      assertThat(heard[0]).isBetween(count, 2 * count);
    }
  }
}
