package dev.faultline.explore.campaign;

import org.jspecify.annotations.Nullable;

/**
 * Worlds that one job has run and not handed in yet. Handing in many at once keeps jobs that run
 * small worlds from waiting for each other. Thread-safe: a job that is given up passes on what it
 * has.
 */
public final class Harvest {
  private final boolean all;
  private @Nullable Part worlds;
  private long since;

  /**
   * Of a campaign.
   *
   * @param all whether it goes on after a violation
   */
  public Harvest(boolean all) {
    this.all = all;
  }

  /**
   * Adds a world that follows those that are here.
   *
   * @param nanos the time, by {@link System#nanoTime}
   * @return for how long the first that is here has waited, in nanoseconds
   */
  public synchronized long add(int index, Ending ending, long nanos) {
    Part part = worlds;
    if (part == null) {
      since = nanos;
      part = new Part(index);
      worlds = part;
    }
    part.add(ending, all);
    return nanos - since;
  }

  /** All worlds, in the order in which they were run, or null for none; none are left. */
  public synchronized @Nullable Part take() {
    Part taken = worlds;
    worlds = null;
    return taken;
  }
}
