package dev.faultline.explore;

import org.jspecify.annotations.Nullable;

/**
 * Two runs of one seed that differ: nondeterminism has leaked into the world.
 *
 * @param seed of the world
 * @param event how many events were equal before the first that differs; −1 when the runs differ,
 *     but no event does
 * @param first what happened in the one run, as a line, or null if it had ended
 * @param second what happened in the other run, as a line, or null if it had ended
 * @param machines where the two runs were made, where that was not the same JVM; else empty
 */
public record Leak(
    long seed, long event, @Nullable String first, @Nullable String second, String machines) {
  /** Between two runs in this JVM. */
  public Leak(long seed, long event, @Nullable String first, @Nullable String second) {
    this(seed, event, first, second, "");
  }

  /** Of two JVMs that do not agree about a world. */
  public static Leak between(long seed, String oneMachine, String otherMachine) {
    return new Leak(seed, -1, null, null, oneMachine + "; and " + otherMachine);
  }

  /** One line for people. */
  public String summary() {
    if (!machines.isEmpty()) {
      return "two runs of seed "
          + seed
          + " on two machines differ in their trace hash: "
          + machines;
    }
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
        + " in the first run, "
        + text(second)
        + " in the second";
  }

  private static String text(@Nullable String event) {
    return event == null ? "nothing more" : event;
  }
}
