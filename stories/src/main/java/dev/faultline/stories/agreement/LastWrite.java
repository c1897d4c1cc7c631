package dev.faultline.stories.agreement;

import dev.faultline.guard.time.HybridClock;
import dev.faultline.guard.time.HybridStamp;
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

/** Clocks agree: the last write loses, since its coordinator's clock is behind. */
public final class LastWrite extends ShortStory {
  private static final int LASTS = 120;

  /** The wall clock at the start, in milliseconds. */
  private static final long START = 1_000_000_000;

  public LastWrite() {
    super(
        new Words(
            "last-write",
            "Clocks agree: the last write wins",
            "Of two writes the one with the later time wins, and that is the later one.",
            "In a Jepsen test of ScyllaDB about 35 % of acknowledged inserts were lost when clocks"
                + " were a second apart.",
            "scylladb #7082, #10966",
            "One client writes one row for two minutes. How many acknowledged writes are lost?",
            List.of("none", "fewer than 50", "50 or more"),
            "The time of a write is that of the server which takes it. A write through the slow"
                + " clock is older than the one before it through the fast clock, and every replica"
                + " drops it, after it was acknowledged.",
            List.of(
                "- long stamp = wallMillis();",
                "+ long stamp = clock.received(seen, wallMillis());",
                "  // at the client: what it was answered last",
                "+ seen = answer.stamp();"),
            "A hybrid clock gives stamps close to the wall clock and later than every stamp it has"
                + " seen. The client passes on what it saw; without that the servers cannot know.",
            "eight bytes in each message",
            "dev.faultline.guard.time.HybridClock",
            "--set apart=100"),
        List.of(
            new Parameter("apart", " ms", 1_000, 0, 60_000, "how far the clocks are apart"),
            new Parameter("every", " ms", 200, 20, 10_000, "between two writes")),
        List.of(
            Guard.of("none", "wall clock", "of the server"),
            Guard.of("unseen", "hybrid, alone", "has not seen the other's"),
            Guard.of("hybrid", "hybrid", "the client passes it on")),
        "hybrid",
        List.of("lost", "written"),
        new Atlas(
            "apart",
            List.of(0.0, 10.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0),
            "every",
            List.of(50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0)));
  }

  @Override
  public String system(Values values) {
    return "A client writes a row every %s, each time through either of two servers. From 20 s on the second server's clock is behind by %s."
        .formatted(values.text("every"), values.text("apart"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    Tally tally = new Tally("writes", "lost", LASTS);
    tally.mark(20, LASTS, "a clock is behind");
    HybridClock[] clocks = {
      HybridClock.inMemory(Duration.ofHours(1)), HybridClock.inMemory(Duration.ofHours(1))
    };
    long stored = 0;
    long seen = 0;
    int written = 0;
    for (double at = 0; at < LASTS; at += scene.values().get("every") / 1e3) {
      int server = random.nextInt(2);
      long behind = server == 1 && at >= 20 ? (long) scene.values().get("apart") : 0;
      long wall = START + (long) (1e3 * at) - behind;
      long stamp =
          switch (scene.guard()) {
            case "hybrid" -> clocks[server].received(seen, wall);
            case "unseen" -> clocks[server].stamp(wall);
            default -> HybridStamp.of(wall, 0);
          };
      written++;
      seen = stamp;
      if (stamp > stored) {
        stored = stamp;
        tally.well(at);
      } else {
        tally.wrong(at);
      }
    }
    return tally.run(
        50,
        "No acknowledged write is lost.",
        text("%,d of %,d acknowledged writes are lost.", tally.wrongs(), written),
        text("%,d", written));
  }
}
