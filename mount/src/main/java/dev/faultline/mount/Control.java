package dev.faultline.mount;

import dev.faultline.disk.CrashState;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Profile;
import dev.faultline.mount.control.Controlled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Has a mount do what is asked over HTTP. */
final class Control implements Controlled {
  private final Path point;
  private final Crashes crashes;
  private final RuleChanges changes;

  Control(Path point, Crashes crashes, RuleChanges changes) {
    this.changes = changes;
    this.point = point;
    this.crashes = crashes;
  }

  @Override
  public List<String> crash(@Nullable String name, Choice choice, boolean kill)
      throws IOException, InterruptedException {
    Profile profile = crashes.profile(name);
    List<String> lines = new ArrayList<>();
    if (kill) {
      lines.add("killed " + count(Clients.kill(point), "process", "processes"));
    }
    List<String> lost = crashes.crash(profile, chooser(choice));
    lines.add(
        "crashed under "
            + profile.name()
            + ": "
            + (lost.isEmpty()
                ? "nothing was lost"
                : count(lost.size(), "call was lost", "calls were lost")));
    lost.forEach(call -> lines.add("  lost: " + call));
    return lines;
  }

  private static Function<CrashStates, CrashState> chooser(Choice choice) {
    return switch (choice) {
      case Choice.Harshest all -> CrashStates::harshest;
      case Choice.Mildest nothing -> CrashStates::mildest;
      case Choice.Drawn(long seed) -> states -> states.sample(new SplittableRandom(seed));
    };
  }

  static String count(int number, String one, String more) {
    return number + " " + (number == 1 ? one : more);
  }

  @Override
  public List<String> unsynced(@Nullable String name) {
    Profile profile = crashes.profile(name);
    List<String> calls = crashes.unsynced(profile);
    List<String> lines = new ArrayList<>();
    lines.add(
        calls.isEmpty()
            ? "everything is durable under " + profile.name()
            : count(calls.size(), "call is", "calls are") + " not durable under " + profile.name());
    calls.forEach(call -> lines.add("  " + call));
    return lines;
  }

  @Override
  public List<String> checkpoint() {
    crashes.checkpoint();
    return List.of("everything is durable now");
  }

  @Override
  public List<String> addFaults(String rules, long seed) throws InterruptedException {
    return changes.add(rules, seed);
  }

  @Override
  public List<String> faults() {
    return changes.list();
  }

  @Override
  public List<String> clearFaults(@Nullable Integer number) {
    return changes.clear(number);
  }
}
