package dev.faultline.explore.small;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.sim.World;
import dev.faultline.sim.base.KeyedHash;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Systems of two or three nodes that take two to four steps each, of which a seed says everything:
 * whom they send to, which timers they set and cancel, what they store, who ends the world or sees
 * a violation, and what may go wrong.
 */
public final class RandomSystems {
  private static final List<SystemModel> MODELS =
      List.of(
          SystemModel.asynchronous(),
          SystemModel.asynchronous(),
          SystemModel.asynchronous().crashStop(1),
          SystemModel.asynchronous().crashRecovery(1),
          SystemModel.asynchronous().fairLossLinks(),
          SystemModel.asynchronous().omission(1));

  private RandomSystems() {}

  public static SmallSystem of(long seed) {
    Choices choices = new Choices(seed);
    SystemModel model = MODELS.get(choices.below(MODELS.size()));
    int nodes = 2 + choices.below(2);
    long[] nodeSeeds = new long[nodes];
    for (int i = 0; i < nodes; i++) {
      nodeSeeds[i] = choices.next();
    }
    Program program = world -> build(world, model, nodeSeeds);
    return new SmallSystem("seed " + seed + ", " + model.failures() + model.links(), 1, 1, program);
  }

  private static void build(World world, SystemModel model, long[] seeds) {
    world.model(model);
    world.timerLateness(Duration.ZERO).syncTime(Duration.ZERO);
    Diary diary = Diary.of(world);
    for (int i = 0; i < seeds.length; i++) {
      long seed = seeds[i];
      world.node("n-" + i, () -> new Actor(diary, world, seeds.length, seed));
    }
  }

  /** Numbers that follow from a seed alone. */
  private static final class Choices {
    private final long seed;
    private long drawn;

    Choices(long seed) {
      this.seed = seed;
    }

    long next() {
      return KeyedHash.of(seed, 0x5EED, 0, drawn++);
    }

    int below(int bound) {
      return (int) Long.remainderUnsigned(next(), bound);
    }
  }

  /** What it does depends on all that it has lived through. */
  private static final class Actor extends Diary.Noting {
    private final Diary diary;
    private final World world;
    private final int nodes;
    private final long seed;
    private final int steps;
    private final Deque<Long> timers = new ArrayDeque<>();
    private int taken;
    private long lived;

    Actor(Diary diary, World world, int nodes, long seed) {
      diary.super();
      this.diary = diary;
      this.world = world;
      this.nodes = nodes;
      this.seed = seed;
      this.steps = 2 + new Choices(seed).below(3);
    }

    @Override
    public void start(Env env) {
      super.start(env);
      Object stored = env.store().get("lived");
      lived = stored instanceof Long known ? known : 0;
      act(env, "start");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      super.receive(env, from, message);
      act(env, message);
    }

    @Override
    public void timer(Env env, Object tag) {
      super.timer(env, tag);
      act(env, tag);
    }

    private void act(Env env, Object what) {
      // Few values, so that different orders sometimes come to the same.
      lived = KeyedHash.mix(lived + KeyedHash.ofText(what.toString())) & 3;
      if (taken++ >= steps) {
        return;
      }
      Choices choices = new Choices(KeyedHash.of(seed, taken, lived, 0));
      for (int i = choices.below(3); i >= 0; i--) {
        step(env, choices);
      }
    }

    private void step(Env env, Choices choices) {
      switch (choices.below(14)) {
        case 0, 1, 2, 3, 4 ->
            env.send(env.address("n-" + choices.below(nodes)), "m" + choices.below(2));
        case 5, 6, 7 ->
            timers.add(env.timer(Duration.ofMillis(5L * choices.below(3)), "t" + taken));
        case 8, 9 -> {
          if (!timers.isEmpty()) {
            env.cancel(timers.poll());
          }
        }
        case 10 -> env.store().put("lived", lived);
        case 11 -> env.store().sync();
        case 12 -> {
          if (taken > 1 && choices.below(3) == 0) {
            world.stop();
          }
        }
        default -> {
          if (taken > 1 && choices.below(3) == 0) {
            world.violation("seen", diary.of(env));
          }
        }
      }
    }
  }
}
