package dev.faultline.explore.campaign;

import java.util.ArrayList;
import java.util.List;

/**
 * Worlds that one job has run and not handed in yet. Handing in many at once keeps jobs that run
 * small worlds from waiting for each other. Thread-safe: whoever gives a job up takes what it has.
 */
public final class Harvest {
  /** How the world with that number ended. */
  public record Ended(int index, Ending ending) {}

  private List<Ended> worlds = new ArrayList<>();
  private long since;

  /**
   * Adds a world.
   *
   * @param nanos the time, by {@link System#nanoTime}
   * @return for how long the first that is here has waited, in nanoseconds
   */
  public synchronized long add(int index, Ending ending, long nanos) {
    if (worlds.isEmpty()) {
      since = nanos;
    }
    worlds.add(new Ended(index, ending));
    return nanos - since;
  }

  /** All worlds, in the order in which they were run; none are left. */
  public synchronized List<Ended> take() {
    List<Ended> taken = worlds;
    worlds = new ArrayList<>();
    return taken;
  }
}
