package dev.faultline.explore;

import dev.faultline.explore.tape.TraceText;
import dev.faultline.sim.trace.TraceEvent;
import org.jspecify.annotations.Nullable;

/**
 * Two runs of one seed that differ: nondeterminism has leaked into the world.
 *
 * @param seed of the world
 * @param event how many events were equal before the first that differs; −1 when the runs differ,
 *     but no event does
 * @param first what happened in the one run, or null if it had ended
 * @param second what happened in the other run, or null if it had ended
 */
public record Leak(long seed, long event, @Nullable TraceEvent first, @Nullable TraceEvent second) {
  /** One line for people. */
  public String summary() {
    if (event < 0) {
      return "two runs of seed "
          + seed
          + " differ in their trace hash or their outcomes, but further runs showed no event that"
          + " differs";
    }
    return "two runs of seed "
        + seed
        + " differ first after "
        + event
        + " equal events: "
        + text(first)
        + " in the one, "
        + text(second)
        + " in the other";
  }

  private static String text(@Nullable TraceEvent event) {
    return event == null ? "nothing more" : TraceText.of(event);
  }
}
