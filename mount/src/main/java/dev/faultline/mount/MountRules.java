package dev.faultline.mount;

import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.Effect;
import dev.faultline.disk.fault.Errno;
import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.FileCall;
import dev.faultline.disk.fault.PathPattern;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Which rules a mount can keep to, and what it takes from the kernel's caches for them. */
final class MountRules {
  private static final Set<FileCall> CACHED =
      Set.of(FileCall.LOOKUP, FileCall.GETATTR, FileCall.READLINK);

  /** What the kernel answers itself, or does not tell. */
  private static final Set<FileCall> UNSEEN =
      Set.of(
          FileCall.ACCESS,
          FileCall.LOCK,
          FileCall.FLOCK,
          FileCall.BMAP,
          FileCall.IOCTL,
          FileCall.POLL,
          FileCall.SYNC,
          FileCall.WRITEBACK);

  /** The calls with a second path. */
  private static final Set<FileCall> TWO_PATHS = Set.of(FileCall.RENAME, FileCall.LINK);

  private MountRules() {}

  /**
   * Refuses a rule that no call can ever meet, or that needs what a mount does not have.
   *
   * @param records whether what happens is recorded, so that it can crash
   * @throws IllegalArgumentException naming it
   */
  static void check(List<FaultRule> rules, boolean records) {
    for (FaultRule rule : rules) {
      String why = why(rule, records);
      if (!why.isEmpty()) {
        throw new IllegalArgumentException(
            "%s: no rule for a mount: %s: %s".formatted(rule.where(), why, rule.text()));
      }
    }
  }

  /** Why a mount cannot keep to a rule; empty where it can. */
  private static String why(FaultRule rule, boolean records) {
    if (UNSEEN.containsAll(rule.calls())) {
      return "the kernel answers such calls itself, or does not pass them on";
    }
    if (rule.trigger() != null) {
      return "a mount never receives the trigger " + rule.trigger() + "; leave after= out";
    }
    if (rule.to() != null && Collections.disjoint(rule.calls(), TWO_PATHS)) {
      return "to= is for rename and link, and none of its calls has a second path";
    }
    for (PathPattern pattern : new PathPattern[] {rule.path(), rule.from(), rule.to()}) {
      if (pattern != null && !pattern.mayMatchBelow("/")) {
        return "no path begins like " + pattern.text() + " does; paths begin with /";
      }
    }
    return switch (rule.effect()) {
      case Effect.Crashing _ when !records -> "nothing is recorded, so it cannot crash";
      case Effect.Stale _ when !records ->
          "such a fault shows only after a crash, and this mount records nothing for one";
      case Effect.SyncFailure(Errno _, Aftermath aftermath) when aftermath == Aftermath.REVERTED ->
          "a mount cannot revert what was written; choose clean, late or retried";
      default -> "";
    };
  }

  /**
   * Whether the kernel may not believe names and attributes, since a rule has to see each question.
   */
  static boolean seesEachLookup(List<FaultRule> rules) {
    return rules.stream()
        .anyMatch(rule ->
            rule.calls().stream().anyMatch(CACHED::contains)
                || rule.effect() instanceof Effect.Shutdown);
  }

  /**
   * Whether the kernel may not believe names, since the path that a file is opened by counts: of a
   * file with several, the kernel only says which file it is.
   */
  static boolean seesEachName(List<FaultRule> rules) {
    return seesEachLookup(rules)
        || rules.stream()
            .anyMatch(rule -> rule.path() != null || rule.from() != null || rule.to() != null);
  }

  /** Whether a rule leaves something to a file, whatever the kernel forgets. */
  static boolean keepsNumbers(List<FaultRule> rules) {
    return rules.stream()
        .anyMatch(rule -> rule.effect() instanceof Effect.Latent || rule.failsSyncs());
  }

  /** Whether a rule counts the room that files take. */
  static boolean countsRoom(List<FaultRule> rules) {
    return rules.stream().anyMatch(rule -> rule.effect() instanceof Effect.Quota);
  }

  /**
   * Whether the kernel may not keep what it has read or written of the files that a rule is for,
   * since the rule has to see each call, or changes what the files hold.
   */
  static boolean seesEachByte(FaultRule rule) {
    return rule.calls().contains(FileCall.READ)
        || rule.calls().contains(FileCall.WRITE)
        || rule.effect() instanceof Effect.FlipAtRest
        || lasts(rule);
  }

  /** Whether a rule leaves something to files that later calls meet, whatever their paths. */
  static boolean lasts(FaultRule rule) {
    return rule.effect() instanceof Effect.Latent || rule.effect() instanceof Effect.Shutdown;
  }
}
