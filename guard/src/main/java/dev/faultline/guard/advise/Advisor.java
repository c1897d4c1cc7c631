package dev.faultline.guard.advise;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the fewest workers and the queue with which a service keeps its target, by simulation of
 * its own trace.
 *
 * <p>More workers never make a request wait longer, and a longer queue refuses fewer, so both are
 * found by halving.
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
    int enough = Math.max(1, (int) Math.ceil(trace.load()));
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

  private boolean keeps(int workers) {
    return QueueSimulation.keeps(trace, workers, places(workers), target);
  }

  /**
   * How many may wait: whoever finds so many before it is served within the target, when the work
   * takes as long as it does on average.
   */
  private int places(int workers) {
    double places = target.waitSeconds() * workers / Math.max(1e-12, trace.meanService());
    return (int) Math.min(QueueSimulation.UNBOUNDED - 1, Math.ceil(places));
  }

  private List<Advice.Point> curve(int workers) {
    int from = Math.max(1, Math.min(workers - 3, (int) Math.ceil(trace.load() * 0.9)));
    int to = Math.max(from + 6, workers + Math.max(2, workers / 4));
    int step = Math.max(1, (to - from) / (POINTS - 1));
    List<Advice.Point> curve = new ArrayList<>();
    for (int each = from; each <= to; each += step) {
      curve.add(
          new Advice.Point(
              each,
              QueueSimulation.run(trace, each, QueueSimulation.UNBOUNDED, target.quantile())));
    }
    return curve;
  }
}
