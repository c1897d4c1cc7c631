package dev.faultline.mount;

import dev.faultline.disk.fault.FaultRule;
import java.time.Duration;
import java.util.List;

/**
 * What the kernel may keep of what it is told, so that rules see each call that they are for.
 * Thread-safe; what changes holds for the answers from then on.
 */
final class KernelCaches {
  private final Duration asked;
  private volatile State state;

  /** What follows from the rules. */
  private record State(CacheTimes times, List<FaultRule> uncached) {}

  /**
   * Without rules.
   *
   * @param asked how long it may believe names and attributes where no rule says otherwise
   */
  KernelCaches(Duration asked) {
    this.asked = asked;
    state = new State(CacheTimes.of(asked, asked), List.of());
  }

  /** Does from now on what rules need. */
  void follow(List<FaultRule> rules) {
    state =
        new State(
            CacheTimes.of(
                MountRules.seesEachName(rules) ? Duration.ZERO : asked,
                MountRules.seesEachLookup(rules) ? Duration.ZERO : asked),
            rules.stream().filter(MountRules::seesEachByte).toList());
  }

  /** How long it may believe names and attributes. */
  CacheTimes times() {
    return state.times();
  }

  /** Whether it may keep the bytes of all files, whatever their paths. */
  boolean keepsBytesOfAll() {
    return state.uncached().isEmpty();
  }

  /** Whether it may keep what is read of a file that is opened by a path. */
  boolean keepsBytesOf(String path) {
    return keepsBytesOf(path, state);
  }

  /** The same of one that is open. */
  boolean keepsBytesOf(OpenFile open) {
    State now = state;
    return now.uncached().isEmpty() || open.mayKeep(now, () -> keepsBytesOf(open.path(), now));
  }

  private static boolean keepsBytesOf(String path, State at) {
    return at.uncached().stream().noneMatch(rule -> MountRules.lasts(rule) || rule.isForPath(path));
  }
}
