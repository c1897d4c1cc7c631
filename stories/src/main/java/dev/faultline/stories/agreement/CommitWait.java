package dev.faultline.stories.agreement;

import dev.faultline.guard.time.BoundedClock;
import dev.faultline.guard.time.ErrorBound;
import dev.faultline.stories.Atlas;
import dev.faultline.stories.Guard;
import dev.faultline.stories.Parameter;
import dev.faultline.stories.Run;
import dev.faultline.stories.Scene;
import dev.faultline.stories.Values;
import dev.faultline.stories.Words;
import dev.faultline.stories.base.ShortStory;
import java.util.List;
import java.util.SplittableRandom;

/** Clocks agree: stamps of transactions that follow one another are in the wrong order. */
public final class CommitWait extends ShortStory {
  private static final int LASTS = 120;
  private static final int PAIRS = 20;
  private static final long START = 1_800_000_000_000_000_000L;

  public CommitWait() {
    super(
        new Words(
            "commit-wait",
            "Clocks agree: what is stamped later came later",
            "A transaction that begins when another has been answered gets a later time.",
            "Spanner waits out the error of its clocks before it answers, since a reader of the"
                + " past would see the second of two transactions without the first.",
            "Corbett et al., Spanner, OSDI 2012, section 4.1.2",
            "Of 2,400 pairs of transactions, how many are stamped in the wrong order?",
            List.of("none", "fewer than 100", "100 or more"),
            "Each clock is right within its error, and no more. The first transaction's server is"
                + " ahead, the second's behind: by their stamps the second came first, although its"
                + " client had the first one's answer in hand.",
            List.of(
                "- long stamp = wallNanos();",
                "+ long stamp = clock.now(nanoTime()).latestNanos();",
                "  write(stamp);",
                "+ await(() -> clock.after(stamp, nanoTime()));",
                "  answer();"),
            "A clock that knows its error gives an interval. Take its end for the stamp, and answer"
                + " when it has passed for sure. Without the wait the end alone does not help.",
            "twice the error, for each write",
            "dev.faultline.guard.time.BoundedClock",
            "--set error=0.1"),
        List.of(
            new Parameter("error", " ms", 4, 0, 500, "how far a clock may be off"),
            new Parameter("between", " ms", 1, 0.1, 1_000, "from the answer to the next one")),
        List.of(
            Guard.of("none", "wall clock", "hides its error"),
            Guard.of("latest", "latest time", "answers at once"),
            Guard.of("wait", "commit wait", "until it has passed")),
        "wait",
        List.of("wrong order", "wait"),
        new Atlas(
            "error",
            List.of(0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 7.0, 10.0, 20.0, 50.0, 100.0),
            "between",
            List.of(0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 50.0)));
  }

  @Override
  public String system(Values values) {
    return "Twenty times a second a client has a transaction at one server and, %s after the answer, one at another. Each clock is off by up to %s, another way every ten seconds."
        .formatted(values.text("between"), values.text("error"));
  }

  @Override
  public Run run(Scene scene) {
    SplittableRandom random = new SplittableRandom(scene.seed());
    long error = Math.round(scene.values().get("error") * 1e6);
    long between = Math.round(scene.values().get("between") * 1e6);
    BoundedClock[] clocks = {new BoundedClock(), new BoundedClock()};
    Tally tally = new Tally("in order", "wrong order", LASTS);
    long[] off = new long[2];
    long waited = 0;
    for (int pair = 0; pair < LASTS * PAIRS; pair++) {
      double at = (double) pair / PAIRS;
      long now = Math.round(1e9 * at);
      if (pair % (10 * PAIRS) == 0) {
        for (int i = 0; i < 2; i++) {
          off[i] = error == 0 ? 0 : random.nextLong(-error, error + 1);
          clocks[i].update(
              new ErrorBound("story", START + now + off[i], now, error, 0, Long.MAX_VALUE));
        }
      }
      int first = random.nextInt(2);
      long stamp = stamp(scene.guard(), clocks[first], now, off[first]);
      long wait = scene.guard().equals("wait") ? clocks[first].waitNanos(stamp, now) : 0;
      waited += wait;
      long next = stamp(scene.guard(), clocks[1 - first], now + wait + between, off[1 - first]);
      if (next > stamp) {
        tally.well(at);
      } else {
        tally.wrong(at);
      }
    }
    String wait = text("%.1f ms", waited / 1e6 / (LASTS * PAIRS));
    return tally.run(
        100,
        "All stamps are in the order of events; a write waits for " + wait + ".",
        text("%,d pairs are stamped in the wrong order.", tally.wrongs()),
        wait);
  }

  private static long stamp(String guard, BoundedClock clock, long now, long off) {
    return guard.equals("none") ? START + now + off : clock.now(now).latestNanos();
  }
}
