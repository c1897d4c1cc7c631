package dev.faultline.stories.fallacies;

import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Mark;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Series;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Processing is instantaneous: a pause between the check and the write outlives a lease. */
public final class PausedHolder extends ShortStory {
  private static final int LASTS = 600;

  /** The write of a worker whose lease is over. */
  private record Stale(double at, int read) {}

  public PausedHolder() {
    super(
        new Words(
            "paused-holder",
            "Processing is instantaneous",
            "Whoever holds the lease may write: nobody else holds it.",
            "HBase once had this fault: a server whose lease had ended in a long pause went on"
                + " writing. After such a pause Cassandra took healthy peers for dead.",
            "M. Kleppmann, How to do distributed locking, 2016; CASSANDRA-9183",
            "How many updates are lost in ten minutes?",
            List.of("none", "fewer than ten", "ten or more"),
            "A worker reads, works for a second, and writes. When it is paused in between for"
                + " longer than its lease, others hold the lease and write; then it wakes up and"
                + " writes what it had read long ago. A check before the write may be what the"
                + " pause follows.",
            List.of(
                "  Lease lease = locks.acquire();",
                "  ...                            // however long that takes",
                "- store.write(value);",
                "+ store.write(value, lease.token());",
                "  // at the store",
                "+ if (token < newest) refuse();"),
            "The store compares: a write with an older token than one it has seen is refused. No"
                + " clock and no speed has to be assumed.",
            "a number with each write, which the store has to keep",
            "the token of the lease; see the example lease-lock",
            "--set pause=5"),
        List.of(
            new Parameter("pause", " s", 15, 0, 120, "how long a pause lasts"),
            new Parameter("paused", " %", 3, 0, 50, "rounds in which a worker is paused"),
            new Parameter("lease", " s", 10, 2, 60, "how long a lease is")),
        List.of(
            Guard.of("none", "lease alone", "trusts its lease"),
            Guard.of("check", "check first", "the pause may follow"),
            Guard.of("token", "fencing token", "the store decides")),
        "token",
        List.of("lost", "refused"),
        new Atlas(
            "pause",
            Atlas.range(0, 38, 20),
            "lease",
            List.of(2.0, 5.0, 8.0, 10.0, 12.0, 15.0, 20.0, 30.0)));
  }

  @Override
  public String system(Values values) {
    return "Workers take turns: acquire a lease of %s, read a counter, work for 1 s, write the counter plus one. In %s of all rounds a worker is paused for %s."
        .formatted(values.text("lease"), values.text("paused"), values.text("pause"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    Values values = scene.values();
    double[] updates = new double[LASTS];
    double[] lostSoFar = new double[LASTS];
    List<Stale> stale = new ArrayList<>();
    List<Mark> marks = new ArrayList<>();
    int counter = 0;
    int lost = 0;
    int refused = 0;
    double now = 0;
    while (now < LASTS) {
      int read = counter;
      boolean isPaused = random.nextDouble() * 100 < values.get("paused");
      boolean isBeforeCheck = random.nextBoolean();
      double done = now + 1 + (isPaused ? values.get("pause") : 0);
      double over = now + values.get("lease");
      if (isPaused && marks.size() < 3) {
        marks.add(new Mark(now, done, "a worker is paused"));
      }
      double end = Math.min(done, over);
      for (int i = 0; i < stale.size(); i++) {
        Stale late = stale.get(i);
        if (late.at <= end) {
          stale.remove(i--);
          if (scene.guard().equals("token")) {
            refused++;
          } else {
            lost += counter - late.read;
            counter = late.read + 1;
            fill(lostSoFar, late.at, lost);
          }
        }
      }
      if (done <= over) {
        lost += Math.max(0, counter - read);
        counter = read + 1;
        updates[(int) Math.min(LASTS - 1, done)]++;
      } else if (scene.guard().equals("check") && isBeforeCheck) {
        refused++;
      } else {
        stale.add(new Stale(done, read));
      }
      fill(lostSoFar, end, lost);
      now = end;
    }
    return new Run(
        1,
        List.of(
            new Series("updates", "/s", updates, ""),
            new Series("lost", "", lostSoFar, lost + " in all")),
        marks,
        0,
        Math.min(LASTS, 240),
        lost == 0,
        lost == 0 ? 0 : lost < 10 ? 1 : 2,
        lost == 0
            ? "No update is lost; %d late writes were refused.".formatted(refused)
            : "%,d updates are lost, without any error.".formatted(lost),
        List.of(text("%,d", lost), text("%,d", refused)),
        lost == 0 ? 0 : -1);
  }

  private static void fill(double[] series, double from, double value) {
    for (int i = (int) Math.min(LASTS - 1, from); i < LASTS; i++) {
      series[i] = value;
    }
  }
}
