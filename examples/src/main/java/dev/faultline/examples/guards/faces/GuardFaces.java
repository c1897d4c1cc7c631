package dev.faultline.examples.guards.faces;

import dev.faultline.core.BlockingEnv;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import dev.faultline.sim.setup.Interleaving;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Two threads use one guard at the same time. The search tries every order of their accesses,
 * inside the guards too, so that it proves what the guards promise to threads.
 */
public final class GuardFaces implements Scenario {
  private static final Interleaving FIELDS =
      Interleaving.fieldsOf(GuardFaces.class.getPackageName(), "dev.faultline.guard");

  /**
   * What has static initialisers. The JVM holds a lock while one runs, so that a world cannot let
   * the other thread run in between: its steps would be missing from the search.
   */
  private static final List<String> INITIALISED_BEFORE =
      List.of(
          "dev.faultline.examples.guards.faces.Breakers",
          "dev.faultline.examples.guards.faces.Failures",
          "dev.faultline.examples.guards.faces.Overdue",
          "dev.faultline.examples.guards.faces.Places",
          "dev.faultline.examples.guards.faces.Rounds",
          "dev.faultline.examples.guards.faces.Standing",
          "dev.faultline.examples.guards.faces.ThereAndBack",
          "dev.faultline.guard.LateReadings",
          "dev.faultline.guard.admission.RateLimiter",
          "dev.faultline.guard.queue.CreditGrantor",
          "dev.faultline.guard.queue.CreditedSender",
          "dev.faultline.guard.queue.Waiting",
          "dev.faultline.guard.retry.RetryBudget",
          "dev.faultline.guard.time.HybridClock",
          "org.jctools.queues.atomic.MpmcAtomicArrayQueue",
          "org.jctools.queues.atomic.MpmcAtomicArrayQueueConsumerIndexField",
          "org.jctools.queues.atomic.MpmcAtomicArrayQueueProducerIndexField");

  @Override
  public String name() {
    return "guard-faces";
  }

  @Override
  public String description() {
    return "Two threads at one guard: never more than it promises, unless naive=true.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("face", "limiter", "one of " + String.join(", ", FaceKind.texts())),
        new Setting("naive", "false", "whether the guard is written without care for threads"));
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(1);
  }

  @Override
  public int worlds() {
    return 200_000;
  }

  @Override
  public Strategy strategy() {
    return Strategy.EXHAUSTIVE;
  }

  @Override
  public Program program(Settings settings) {
    FaceKind kind = kind(settings.text("face"));
    INITIALISED_BEFORE.forEach(GuardFaces::initialise);
    boolean naive = settings.flag("naive");
    return world -> build(world, kind, naive);
  }

  private static FaceKind kind(String text) {
    for (FaceKind kind : FaceKind.values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    throw new UsageException(
        "setting face is '" + text + "', expected one of " + String.join(", ", FaceKind.texts()));
  }

  private static void initialise(String type) {
    try {
      Class.forName(type);
    } catch (ClassNotFoundException e) {
      throw new AssertionError("renamed, so name it anew here: " + type, e);
    }
  }

  private static void build(World world, FaceKind kind, boolean naive) {
    // Who waits for a time has to be let run in time.
    world.model(
        kind == FaceKind.HAND_OVER
            ? SystemModel.synchronous(Duration.ofMillis(1), 1, 0)
            : SystemModel.asynchronous());
    // What a lock guards cannot be seen in between: its fields would only multiply the schedules.
    world.interleave(naive || !kind.isLarge() ? FIELDS : Interleaving.LOCKS);
    AtomicReference<@Nullable Integer> outcome = new AtomicReference<>();
    world.blockingNode("node", env -> run(env, kind.face(naive, env), outcome));
    world.always(
        "it gives what it promises", () -> outcome.get() == null || outcome.get() == kind.right());
    world.outcome(() -> outcome.get() == null ? null : kind.text() + " " + outcome.get());
  }

  private static void run(BlockingEnv env, Face face, AtomicReference<@Nullable Integer> outcome)
      throws InterruptedException {
    Thread first = Thread.startVirtualThread(face::first);
    Thread second = Thread.startVirtualThread(face::second);
    first.join();
    second.join();
    outcome.set(face.outcome());
    env.remark("it came out as " + outcome.get());
  }
}
