package dev.faultline.mount;

import dev.faultline.disk.fault.Effect;
import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.FileCall;
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

  private MountRules() {}

  /**
   * Refuses a rule that would harm the source, or needs what a crash would leave.
   *
   * @throws IllegalArgumentException naming it
   */
  static void check(List<FaultRule> rules) {
    for (FaultRule rule : rules) {
      String why =
          switch (rule.effect()) {
            case Effect.FlipAtRest _, Effect.Lost _, Effect.Misdirected _ ->
                "it would harm the files of the source";
            case Effect.Stale _ -> "a mount does not keep what a file was before";
            case Effect.SyncFailure failure when failure.aftermath() != null ->
                "a mount cannot take back what was written; leave the aftermath out";
            default -> "";
          };
      if (UNSEEN.containsAll(rule.calls())) {
        why = "the kernel answers such calls itself, or does not tell of them";
      } else if (rule.trigger() != null) {
        why = "nothing gives a mount the trigger " + rule.trigger() + "; leave after= out";
      }
      if (!why.isEmpty()) {
        throw new IllegalArgumentException(
            "line %d: no rule for a mount: %s: %s".formatted(rule.line(), why, rule.text()));
      }
    }
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
   * Whether the kernel may not keep what it has read or written, since a rule has to see each call.
   */
  static boolean seesEachByte(List<FaultRule> rules) {
    return rules.stream()
        .anyMatch(rule ->
            rule.calls().contains(FileCall.READ)
                || rule.calls().contains(FileCall.WRITE)
                || rule.effect() instanceof Effect.Latent
                || rule.effect() instanceof Effect.Shutdown);
  }
}
