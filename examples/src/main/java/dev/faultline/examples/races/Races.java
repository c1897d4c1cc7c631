package dev.faultline.examples.races;

import static java.util.stream.Collectors.toCollection;

import dev.faultline.core.BlockingEnv;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.UsageException;
import dev.faultline.sim.World;
import dev.faultline.sim.setup.Interleaving;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Two plain Java threads of one node that race for a field, a map or a lock. That every order of
 * their accesses is tried takes no more than the line that asks for it.
 */
public final class Races implements Scenario {
  private static final Interleaving HERE = Interleaving.fieldsOf(Races.class.getPackageName());

  @Override
  public String name() {
    return "races";
  }

  @Override
  public String description() {
    return "Two Java threads race: a lost update and its like, unless mended=true.";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting("race", "lost-update", "one of " + String.join(", ", RaceKind.texts())),
        new Setting("mended", "false", "whether the race is mended"));
  }

  @Override
  public Duration duration() {
    return Duration.ofSeconds(1);
  }

  @Override
  public Program program(Settings settings) {
    RaceKind kind = kind(settings.text("race"));
    boolean mended = settings.flag("mended");
    return world -> build(world, kind, mended);
  }

  private static RaceKind kind(String text) {
    for (RaceKind kind : RaceKind.values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    throw new UsageException(
        "setting race is '" + text + "', expected one of " + String.join(", ", RaceKind.texts()));
  }

  private static void build(World world, RaceKind kind, boolean mended) {
    world.model(SystemModel.asynchronous());
    world.interleave(HERE);
    Race race = kind.race(mended);
    AtomicReference<@Nullable Integer> outcome = new AtomicReference<>();
    world.blockingNode("node", env -> run(env, race, outcome));
    world.always(
        "it comes out as if one thread went after the other",
        () -> outcome.get() == null || kind.right().contains(outcome.get()));
    world.outcome(() -> outcome.get() == null ? null : kind.text() + " " + outcome.get());
  }

  private static void run(BlockingEnv env, Race race, AtomicReference<@Nullable Integer> outcome)
      throws InterruptedException {
    Thread first = Thread.startVirtualThread(race::first);
    Thread second = Thread.startVirtualThread(race::second);
    first.join();
    second.join();
    outcome.set(race.outcome());
    env.remark("it came out as " + outcome.get());
  }

  /** What can come of a race as it is written at first, in the scenario's own words. */
  static TreeSet<String> possible(RaceKind kind) {
    return kind.possible().stream()
        .map(value -> kind.text() + " " + value)
        .collect(toCollection(TreeSet::new));
  }
}
