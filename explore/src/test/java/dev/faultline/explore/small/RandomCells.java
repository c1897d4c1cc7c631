package dev.faultline.explore.small;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.LinkModel;
import dev.faultline.core.Node;
import dev.faultline.core.Restorable;
import dev.faultline.core.SystemModel;
import dev.faultline.sim.World;
import dev.faultline.sim.base.KeyedHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Systems of two or three nodes that hand out their states, of which a seed says everything; the
 * end of a run is the states of all nodes.
 */
public final class RandomCells {
  private static final SystemModel ASYNCHRONOUS = SystemModel.asynchronous();

  private static final List<SystemModel> MODELS =
      List.of(
          ASYNCHRONOUS,
          ASYNCHRONOUS.crashStop(1),
          ASYNCHRONOUS.crashRecovery(1),
          ASYNCHRONOUS.crashRecovery(2, 0),
          ASYNCHRONOUS.fairLossLinks(),
          ASYNCHRONOUS.omission(1),
          ASYNCHRONOUS.links(new LinkModel(false, false, false, true)));

  private RandomCells() {}

  public static SmallSystem of(long seed) {
    SystemModel model = MODELS.get((int) Long.remainderUnsigned(seed, MODELS.size()));
    int nodes = 2 + (int) (KeyedHash.mix(seed) & 1);
    return new SmallSystem(
        "seed " + seed + ", " + model.failures() + model.links(),
        1,
        1,
        world -> build(world, model, nodes, seed));
  }

  private static void build(World world, SystemModel model, int nodes, long seed) {
    world.model(model);
    world.timerLateness(Duration.ZERO).syncTime(Duration.ZERO);
    world.network().checksums(false);
    List<Address> all = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      long own = KeyedHash.of(seed, i, 0, 0);
      all.add(world.node("n-" + i, () -> new Cell(own, nodes)));
    }
    world.outcome(() -> {
      StringBuilder text = new StringBuilder();
      for (Address each : all) {
        text.append(world.instance(each) instanceof Cell cell ? cell.state : "down");
      }
      return text.toString();
    });
  }

  private record State(int taken, long lived, boolean woken) {}

  private static final class Cell implements Node, Restorable {
    private final long seed;
    private final int nodes;
    private State state = new State(0, 0, false);

    Cell(long seed, int nodes) {
      this.seed = seed;
      this.nodes = nodes;
    }

    @Override
    public void start(Env env) {
      long lived = env.store().get("lived") instanceof Long stored ? stored : 0;
      // Some programs look at their incarnation, most do not.
      boolean woken = (seed & 3) == 0 && env.incarnation() > 1;
      state = new State(0, lived, woken);
      act(env, 1);
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      act(env, ((byte[]) message)[0]);
    }

    @Override
    public void timer(Env env, Object tag) {
      act(env, (Integer) tag);
    }

    private void act(Env env, int what) {
      long lived = KeyedHash.mix(state.lived + what) & 3;
      state = new State(state.taken + 1, lived, state.woken);
      if (state.taken > 2 + (seed & 1)) {
        return;
      }
      long left = KeyedHash.of(seed, state.taken, lived, 0);
      for (int i = 0; i < 1 + (left & 1); i++) {
        step(env, KeyedHash.of(left, i, 0, 0));
      }
    }

    private void step(Env env, long choice) {
      int number = (int) (choice >>> 8 & 1);
      switch ((int) (choice & 7)) {
        case 0, 1, 2, 3 ->
            env.send(
                env.address("n-" + Long.remainderUnsigned(choice >>> 16, nodes)),
                new byte[] {(byte) number});
        case 4, 5 -> env.timer(Duration.ofMillis(5L * number), number);
        case 6 -> env.store().put("lived", state.lived);
        default -> env.store().sync();
      }
    }

    @Override
    public Object state() {
      return state;
    }

    @Override
    public void restore(Object earlier) {
      state = (State) earlier;
    }
  }
}
