package dev.faultline.explore;

import java.time.Duration;

/**
 * The limits of a shrinker. The result depends on the number of replays alone, as long as the time
 * suffices.
 *
 * @param replays at most
 * @param time at most, of real time
 */
public record ShrinkBudget(int replays, Duration time) {
  /** 1,500 replays and 30 seconds. */
  public static final ShrinkBudget DEFAULT = new ShrinkBudget(1_500, Duration.ofSeconds(30));

  public ShrinkBudget {
    if (replays <= 0) {
      throw new UsageException("the shrinker's replays are " + replays + ", expected at least 1");
    }
  }
}
