package dev.faultline.stories.agreement;

import dev.faultline.guard.time.HybridClock;
import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** One bad clock that takes a cluster down: its stamps pull all others into the future. */
public final class PoisonedClock extends ShortStory {
  private static final int LASTS = 120;
  private static final int STEPS = 10;
  private static final int JUMPS_AT = 20;
  private static final int LASTS_FOR = 20;
  private static final int SERVERS = 5;
  private static final long START = 1_000_000_000;

  /** A server whose clock is further ahead stops itself, as CockroachDB and YugabyteDB do. */
  private static final int MOST_MILLIS = 500;

  public PoisonedClock() {
    super(
        new Words(
            "poisoned-clock",
            "One bad clock that takes a cluster down",
            "One server of five has a wrong clock: that is one server's trouble.",
            "YugabyteDB's servers stop when a message's time is more than half a second ahead of"
                + " their own; CockroachDB's stop when their clocks are too far from the others'.",
            "yugabyte-db #31160; CockroachDB, max-offset",
            "The clock of one server is set ahead for 20 s. How many others stop?",
            List.of("none", "some", "all four"),
            "A hybrid clock follows the highest stamp that it hears of, so that stamps keep the"
                + " order of events. One stamp from the future reaches all within a second, each"
                + " hands it on, and each finds its own clock too far ahead of its wall clock.",
            List.of(
                "- HybridClock.inMemory(Duration.ofDays(365));",
                "+ HybridClock.inMemory(Duration.ofMillis(500));",
                "+ if (clock.received(stamp, wall) == HybridClock.NONE) {",
                "+   refuse(clock.explain(from, stamp, wall));",
                "+ }"),
            "A stamp too far ahead is refused, with the name of its sender, and the clock does not"
                + " move. The one with the bad clock is alone, and the four others go on.",
            "a server whose clock is wrong is out until somebody sets it",
            "dev.faultline.guard.time.HybridClock",
            "--set ahead=0.4"),
        List.of(
            new Parameter("ahead", " s", 10, 0, 3_600, "by how much the clock is set ahead"),
            new Parameter("messages", "/s", 10, 1, 100, "messages of each server")),
        List.of(
            Guard.of("none", "highest stamp", "follows anybody"),
            Guard.of("bound", "bounded", "refuses the future")),
        "bound",
        List.of("stopped", "refused"),
        new Atlas(
            "ahead",
            List.of(0.0, 0.1, 0.2, 0.4, 0.5, 0.6, 1.0, 2.0, 5.0, 10.0, 60.0, 3_600.0),
            "messages",
            List.of(1.0, 2.0, 5.0, 10.0, 20.0, 50.0)));
  }

  @Override
  public String system(Values values) {
    return "Five servers send each other stamped messages, %s each. At 20 s one's clock is set ahead by %s for 20 s. A server more than 500 ms ahead of its wall clock stops."
        .formatted(values.text("messages"), values.text("ahead"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    double perStep = scene.values().get("messages") / STEPS;
    Duration most =
        scene.guard().equals("bound") ? Duration.ofMillis(MOST_MILLIS) : Duration.ofDays(365);
    HybridClock[] clocks = new HybridClock[SERVERS];
    for (int i = 0; i < SERVERS; i++) {
      clocks[i] = HybridClock.inMemory(most);
    }
    boolean[] isStopped = new boolean[SERVERS];
    Tally tally = new Tally("messages", "stopped", LASTS);
    tally.mark(JUMPS_AT, JUMPS_AT + LASTS_FOR, "one clock is ahead");
    for (int step = 0; step < LASTS * STEPS; step++) {
      double at = (double) step / STEPS;
      boolean isAhead = at >= JUMPS_AT && at < JUMPS_AT + LASTS_FOR;
      for (int from = 0; from < SERVERS; from++) {
        int count = (int) (perStep + random.nextDouble());
        for (int i = 0; i < count; i++) {
          int to = (from + 1 + random.nextInt(SERVERS - 1)) % SERVERS;
          if (isStopped[from] || isStopped[to]) {
            continue;
          }
          // The first does not notice: for it its own wall clock is right.
          long jumped = isAhead ? Math.round(1e3 * scene.values().get("ahead")) : 0;
          long stamp = clocks[from].stamp(wall(at) + (from == 0 ? jumped : 0));
          clocks[to].received(stamp, wall(at) + (to == 0 ? jumped : 0));
          tally.well(at);
          if (to != 0 && clocks[to].aheadMillis(wall(at)) > MOST_MILLIS) {
            isStopped[to] = true;
            tally.wrong(at);
          }
        }
      }
    }
    long refused = 0;
    for (HybridClock clock : clocks) {
      refused += clock.refused();
    }
    return tally.run(
        SERVERS - 1,
        text("All others go on; %,d messages from the future were refused.", refused),
        text("%d of the four servers with right clocks stop.", tally.wrongs()),
        text("%,d", refused));
  }

  private static long wall(double at) {
    return START + Math.round(1e3 * at);
  }
}
