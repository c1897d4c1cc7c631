package dev.faultline.stories.agreement;

import dev.faultline.guard.detect.DetectionMethod;
import dev.faultline.guard.detect.DetectorSettings;
import dev.faultline.guard.detect.HeartbeatDetector;
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

/** A detector that is wrong: a peer that lives is given up again and again. */
public final class WrongDetector extends ShortStory {
  private static final int LASTS = 600;
  private static final int STEPS = 10;
  private static final int LATER = 300;
  private static final int DELAYS_AT = 20;

  public WrongDetector() {
    super(
        new Words(
            "wrong-detector",
            "A detector that is wrong",
            "Whoever is silent for a second is dead.",
            "After a long pause of its own a Cassandra node took healthy peers for dead.",
            "CASSANDRA-9183; Chandra, Toueg, JACM 43(2), 1996",
            "Nobody dies. How often is the peer given up in the second five minutes of ten?",
            List.of("never", "fewer than five times", "five times or more"),
            "A fixed timeout is a bet on the network, and a network that is slower than it was"
                + " loses that bet every time anew: the detector does not learn from its mistakes.",
            List.of(
                "- new DetectionMethod.Fixed(ofSeconds(1))",
                "+ new DetectionMethod.Growing(ofSeconds(1), 2, ofMinutes(1))"),
            "Each mistake makes the timeout of that peer longer. If delays have a bound, even one"
                + " that is not known, mistakes end. Before that no detector is right, so never let"
                + " one alone decide who may write.",
            "a death is noticed later, by as much as the network was once late",
            "dev.faultline.guard.detect.HeartbeatDetector",
            "--set delay=0.5"),
        List.of(
            new Parameter("delay", " s", 3, 0, 25, "the longest delay"),
            new Parameter("timeout", " s", 1, 0.5, 60, "of the detector, at first")),
        List.of(
            Guard.of("none", "fixed", "never learns"),
            Guard.of("growing", "growing", "learns from mistakes")),
        "growing",
        List.of("given up", "before"),
        new Atlas(
            "delay", Atlas.range(0, 19, 20), "timeout", List.of(0.5, 1.0, 2.0, 4.0, 8.0, 16.0)));
  }

  @Override
  public String system(Values values) {
    return "A peer sends ten heartbeats a second; nobody dies. From 20 s on every ten seconds or so they are held up for as much as %s. Whoever is silent for %s is given up."
        .formatted(values.text("delay"), values.text("timeout"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    Duration timeout = Duration.ofNanos(Math.round(scene.values().get("timeout") * 1e9));
    DetectionMethod method =
        scene.guard().equals("growing")
            ? new DetectionMethod.Growing(timeout, 2, Duration.ofMinutes(2))
            : new DetectionMethod.Fixed(timeout);
    HeartbeatDetector detector = new HeartbeatDetector(DetectorSettings.of(method), 1, 0);
    Tally tally = new Tally("heartbeats", "given up", LASTS);
    tally.mark(DELAYS_AT, LASTS, "delays");
    int before = 0;
    double heldUntil = 0;
    boolean wasSuspected = false;
    for (int step = 1; step < LASTS * STEPS; step++) {
      double at = (double) step / STEPS;
      long now = Math.round(1e9 * at);
      if (at >= heldUntil) {
        detector.heard(0, 0, now, now);
        tally.well(at);
        if (at >= DELAYS_AT && random.nextInt(10 * STEPS) == 0) {
          heldUntil = at + scene.values().get("delay") * (0.5 + 0.5 * random.nextDouble());
        }
      }
      boolean isSuspected = detector.isSuspected(0, now);
      if (isSuspected && !wasSuspected) {
        if (at >= LATER) {
          tally.wrong(at);
        } else {
          before++;
        }
      }
      wasSuspected = isSuspected;
    }
    return tally.run(
        5,
        "After %d mistakes in five minutes there are no further ones.".formatted(before),
        text("In the second five minutes it is given up %d times, and it lives.", tally.wrongs()),
        text("%d", before));
  }
}
