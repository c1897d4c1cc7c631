package dev.faultline.explore.why;

import dev.faultline.explore.campaign.WorldRun;
import dev.faultline.explore.shrink.SameViolation;
import dev.faultline.sim.trace.Violation;
import org.jspecify.annotations.Nullable;

/** What a changed run came to, compared with the violation that is to be explained. */
public sealed interface Outcome {
  /** Nothing is violated. */
  record Holds() implements Outcome {}

  /** The same is violated as before, though perhaps at another time. */
  record Same(long nanos) implements Outcome {}

  /** Something else is violated. */
  record Other(Violation violation) implements Outcome {}

  /** Nothing can be said: the run is none of this program, or was not judged. */
  record Undecided(String reason) implements Outcome {}

  /** Of a run; null for one that could not be made. */
  static Outcome of(Violation before, @Nullable WorldRun run) {
    if (run == null) {
      return new Undecided("that run cannot be made");
    }
    Violation now = run.result().violation();
    if (now != null) {
      return SameViolation.of(before, now) ? new Same(now.nanos()) : new Other(now);
    }
    String inconclusive = run.result().inconclusive();
    return inconclusive == null ? new Holds() : new Undecided(inconclusive);
  }
}
