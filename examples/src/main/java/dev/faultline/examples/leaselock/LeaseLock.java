package dev.faultline.examples.leaselock;

import static dev.faultline.core.SystemModel.partiallySynchronous;

import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.sim.NodeHandle;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Three workers share a counter under a lock with a lease. A worker that stands still between its
 * look at the clock and its write comes back after somebody else has counted, and undoes it: a
 * lease alone excludes nobody. Tokens that the store checks do (Chubby's sequencers; Burrows 2006).
 */
public final class LeaseLock implements Scenario {
  private static final int WORKERS = 3;
  private static final int INCREMENTS = 10;
  private static final Duration LEASE = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "lease-lock";
  }

  @Override
  public String description() {
    return "Blocking workers under a lock with a lease lose updates in a pause, unless"
        + " fenced=true.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("fenced", "false", "whether the store turns away tokens of earlier holders"));
  }

  @Override
  public Program program(Settings settings) {
    boolean fenced = settings.flag("fenced");
    return world -> build(world, fenced);
  }

  private static void build(World world, boolean fenced) {
    world.model(partiallySynchronous().fairLossLinks());
    world.blockingNode("lock", new LockService(LEASE));
    NodeHandle<Store> store = world.node("store", () -> new Store(fenced));
    AtomicInteger acknowledged = new AtomicInteger();
    world.blockingNodes(
        WORKERS, "worker", new Worker(LEASE, INCREMENTS, acknowledged::incrementAndGet));
    world.always("no acknowledged increment is lost", store, s -> s.value() >= acknowledged.get());
    world.healAfter(Duration.ofSeconds(30));
    world.eventually(
        "every worker gets its increments in",
        Duration.ofSeconds(25),
        () -> acknowledged.get() == WORKERS * INCREMENTS);
  }
}
