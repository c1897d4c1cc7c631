package dev.faultline.guard.advise;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds how many workers and how long a queue keep a service within its target, by simulation of
 * its own trace.
 *
 * <p>The number of workers is found by halving: one fewer does not keep the target. That is nearly
 * always the fewest that do, but not by necessity: the queue has places in proportion to the
 * workers, so that who is refused differs, and a smaller number may happen to keep the target too.
 */
public final class Advisor {
  private static final int MOST_WORKERS = 1_000_000;

  /** Points of the curve. */
  private static final int POINTS = 12;

  private final Trace trace;
  private final Target target;

  private Advisor(Trace trace, Target target) {
    this.trace = trace;
    this.target = target;
  }

  /**
   * The advice for a trace.
   *
   * @throws IllegalArgumentException if a million workers do not keep the target
   */
  public static Advice advise(Trace trace, Target target) {
    return new Advisor(trace, target).find();
  }

  private Advice find() {
    int enough = Math.max(1, atLeast(trace.load()));
    int tooFew = 0;
    while (!keeps(enough)) {
      if (enough == MOST_WORKERS) {
        throw new IllegalArgumentException(
            "%,d workers do not keep the target; allow a longer wait".formatted(MOST_WORKERS));
      }
      tooFew = enough;
      enough = (int) Math.min(MOST_WORKERS, 2L * enough);
    }
    while (enough - tooFew > 1) {
      int middle = (enough + tooFew) >>> 1;
      if (keeps(middle)) {
        enough = middle;
      } else {
        tooFew = middle;
      }
    }
    int places = places(enough);
    return new Advice(
        enough,
        places,
        QueueSimulation.run(trace, enough, places, target.quantile()),
        curve(enough));
  }

  private static int atLeast(double workers) {
    return (int) Math.min(MOST_WORKERS, Math.ceil(workers));
  }

  private boolean keeps(int workers) {
    return QueueSimulation.keeps(trace, workers, places(workers), target);
  }

  /**
   * How many may wait: whoever finds so many before it is served within the target, when the work
   * takes as long as it does on average. More than all requests never wait.
   */
  private int places(int workers) {
    double places = target.waitSeconds() * workers / Math.max(1e-12, trace.meanService());
    return (int) Math.min(trace.size(), Math.ceil(places));
  }

  private List<Advice.Point> curve(int workers) {
    int from = Math.max(1, Math.min(workers - 3, atLeast(trace.load() * 0.9)));
    int to = Math.min(MOST_WORKERS, Math.max(from + 6, workers + Math.max(2, workers / 4)));
    int step = Math.max(1, (to - from) / (POINTS - 1));
    List<Advice.Point> curve = new ArrayList<>();
    for (int each = from; each <= to; each += step) {
      curve.add(point(each));
      if (each < workers && each + step > workers) {
        // What is advised is always shown.
        curve.add(point(workers));
      }
    }
    return curve;
  }

  private Advice.Point point(int workers) {
    return new Advice.Point(
        workers, QueueSimulation.run(trace, workers, QueueSimulation.UNBOUNDED, target.quantile()));
  }
}
