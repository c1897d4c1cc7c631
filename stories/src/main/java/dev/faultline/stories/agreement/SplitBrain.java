package dev.faultline.stories.agreement;

import dev.faultline.guard.detect.DetectionMethod;
import dev.faultline.guard.detect.DetectorSettings;
import dev.faultline.guard.detect.HeartbeatDetector;
import dev.faultline.guard.time.LeaseGrantor;
import dev.faultline.guard.time.LeaseHolder;
import dev.faultline.guard.time.LeaseTerms;
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

/** Split brain: a link is cut in one direction, and the standby takes over beside the primary. */
public final class SplitBrain extends ShortStory {
  private static final int LASTS = 120;
  private static final int STEPS = 20;
  private static final int CUT_AT = 20;

  public SplitBrain() {
    super(
        new Words(
            "split-brain",
            "Split brain, and a link that is cut one way",
            "The primary is silent, so it is dead, and the standby takes over.",
            "At GitHub a partition of 43 seconds left writes in two data centres that could not be"
                + " put together; service was degraded for 24 hours. Partitions that"
                + " cut some links and leave others were behind failures of twelve systems.",
            "GitHub, October 21 post-incident analysis, 2018; Alfatafta et al., OSDI 2020",
            "One link is cut, one way, for half a minute. How many writes does the wrong one take?",
            List.of("none", "fewer than 50", "50 or more"),
            "The standby hears nothing, and the primary is well: only the way from the one to the"
                + " other is cut. The standby cannot tell that from death, and to ask does not"
                + " help, since the answer takes the way that is cut.",
            List.of(
                "- if (detector.isSuspected(primary, now)) { takeOver(); }",
                "+ if (detector.isSuspected(primary, now)",
                "+     && witness.grant(me, now) != LeaseGrantor.REFUSED) { takeOver(); }"),
            "A third one decides. The primary works only while it holds the witness's lease, and"
                + " the standby gets it when it is over, not when it believes so.",
            "a third machine, and a message to it every few seconds",
            "dev.faultline.guard.time.LeaseGrantor",
            "--set cut=1"),
        List.of(
            new Parameter("cut", " s", 30, 0, 90, "how long the link is cut"),
            new Parameter("timeout", " s", 2, 0.5, 60, "of the standby's detector")),
        List.of(
            Guard.of("none", "detector", "silent is dead"),
            Guard.of("ask", "ask back", "the answer is lost too"),
            Guard.of("lease", "witness's lease", "a third one decides")),
        "lease",
        List.of("by two", "take-overs"),
        new Atlas(
            "cut", Atlas.range(0, 38, 20), "timeout", List.of(0.5, 1.0, 2.0, 5.0, 10.0, 20.0)));
  }

  @Override
  public String system(Values values) {
    return "A primary sends heartbeats, 20/s, to a standby that takes over after %s of silence. 20 clients write through either, whichever says that it is the primary. At 20 s the way from primary to standby is cut for %s; all other ways are well."
        .formatted(values.text("timeout"), values.text("cut"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    double cut = scene.values().get("cut");
    Duration timeout = Duration.ofNanos(Math.round(scene.values().get("timeout") * 1e9));
    HeartbeatDetector detector =
        new HeartbeatDetector(DetectorSettings.of(new DetectionMethod.Fixed(timeout)), 1, 0);
    LeaseTerms terms = new LeaseTerms(Duration.ofSeconds(3), 100);
    LeaseGrantor witness = LeaseGrantor.first(terms, 0);
    LeaseHolder[] leases = {new LeaseHolder(terms), new LeaseHolder(terms)};
    Tally tally = new Tally("writes", "by two", LASTS);
    tally.mark(CUT_AT, CUT_AT + cut, "cut one way");
    boolean isTakenOver = false;
    int takeOvers = 0;
    for (int step = 1; step < LASTS * STEPS; step++) {
      double at = (double) step / STEPS;
      long now = Math.round(1e9 * at);
      boolean isCut = at >= CUT_AT && at < CUT_AT + cut;
      leases[0].granted(witness.grant(0, now), now);
      if (!isCut) {
        detector.heard(0, 0, now, now);
      }
      boolean isSuspected = detector.isSuspected(0, now);
      boolean mayTake =
          switch (scene.guard()) {
            case "lease" -> isSuspected && holds(witness, leases[1], now);
            // Its question arrives; the answer would take the way that is cut.
            case "ask" -> isSuspected && isCut;
            default -> isSuspected;
          };
      takeOvers += mayTake && !isTakenOver ? 1 : 0;
      isTakenOver = mayTake;
      boolean isPrimary = !scene.guard().equals("lease") || leases[0].isHeld(now);
      boolean isByStandby = isTakenOver && random.nextBoolean();
      if (isByStandby && isPrimary) {
        tally.wrong(at);
      } else {
        tally.well(at);
      }
    }
    return tally.run(
        50,
        "All writes go through one at any time; the standby took over %d times."
            .formatted(takeOvers),
        text("%,d writes are taken by the standby beside a primary that lives.", tally.wrongs()),
        text("%d", takeOvers));
  }

  private static boolean holds(LeaseGrantor witness, LeaseHolder lease, long now) {
    lease.granted(witness.grant(1, now), now);
    return lease.isHeld(now);
  }
}
