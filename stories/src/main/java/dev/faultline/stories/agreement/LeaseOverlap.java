package dev.faultline.stories.agreement;

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

/** Clocks agree: a lease of ten seconds is not as long for its holder as for its grantor. */
public final class LeaseOverlap extends ShortStory {
  private static final int LASTS = 300;
  private static final int STEPS = 200;
  private static final int PPM_OF_PERCENT = 10_000;

  public LeaseOverlap() {
    super(
        new Words(
            "lease-overlap",
            "Clocks agree: ten seconds are ten seconds",
            "Holder and grantor both count ten seconds, so the lease ends for both at once.",
            "The leader's lease of Ratis assumes that clocks agree; in etcd an old leader that had"
                + " been stuck revoked leases.",
            "RATIS-1864; etcd #15247",
            "How often do two hold the lease at once, in five minutes?",
            List.of("never", "fewer than ten times", "ten times or more"),
            "The grantor's clock is fast, so the lease is over early for it, and it grants the"
                + " next. The holder's clock is slow: for a while it goes on, and both are right by"
                + " their own clocks.",
            List.of(
                "- holder.until = now + length;",
                "+ holder.until = asked + length * (1 - drift) / (1 + drift);"),
            "Whoever holds a lease takes it for shorter than its grantor does, by as much as both"
                + " clocks may be off in rate, and counts from when it asked. Half of that is not"
                + " enough.",
            "a little of each lease is not used",
            "dev.faultline.guard.time.LeaseTerms",
            "--set drift=0"),
        List.of(
            new Parameter("drift", " %", 1, 0, 10, "how far each clock's rate is off"),
            new Parameter("lease", " s", 10, 1, 60, "how long a lease is for its grantor")),
        List.of(
            Guard.of("none", "same length", "by two clocks"),
            Guard.of("half", "half the drift", "forgets one clock"),
            Guard.of("terms", "both drifts", "ends early")),
        "terms",
        List.of("overlaps", "longest"),
        new Atlas(
            "drift",
            List.of(0.0, 0.01, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0),
            "lease",
            List.of(1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0)));
  }

  @Override
  public String system(Values values) {
    return "Two take turns: one gets the lease of %s, loses touch, and the other gets it when it is over. The grantor's clock is fast by %s, the others' are slow by as much."
        .formatted(values.text("lease"), values.text("drift"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    double drift = scene.values().get("drift");
    double allowed =
        switch (scene.guard()) {
          case "terms" -> drift;
          case "half" -> drift / 2;
          default -> 0;
        };
    LeaseTerms terms =
        new LeaseTerms(
            Duration.ofNanos(nanos(scene.values().get("lease"), 1)),
            (int) Math.ceil(allowed * PPM_OF_PERCENT));
    LeaseGrantor grantor = LeaseGrantor.first(terms, 0);
    LeaseHolder[] holders = {new LeaseHolder(terms), new LeaseHolder(terms)};
    Tally tally = new Tally("granted", "overlaps", LASTS);
    int holder = 0;
    int overlapping = 0;
    int longest = 0;
    for (int step = 1; step < LASTS * STEPS; step++) {
      double at = (double) step / STEPS;
      long byGrantor = nanos(at, 1 + drift / 100);
      if (!grantor.isHeld(byGrantor)) {
        holder = 1 - holder;
        double asked = at - 0.001 - 0.01 * random.nextDouble();
        holders[holder].granted(grantor.grant(holder, byGrantor), nanos(asked, 1 - drift / 100));
        tally.well(at);
        overlapping = 0;
      }
      if (holders[1 - holder].isHeld(nanos(at, 1 - drift / 100))) {
        if (overlapping++ == 0) {
          tally.wrong(at);
        }
        longest = Math.max(longest, overlapping);
      }
    }
    double seconds = (double) longest / STEPS;
    return tally.run(
        10,
        "There is one holder at most at any time.",
        text("%,d times two hold the lease at once, for up to %.2f s.", tally.wrongs(), seconds),
        text("%.2f s", seconds));
  }

  private static long nanos(double seconds, double rate) {
    return Math.round(seconds * rate * 1e9);
  }
}
