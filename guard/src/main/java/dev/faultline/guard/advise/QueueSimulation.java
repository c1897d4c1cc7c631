package dev.faultline.guard.advise;

import dev.faultline.core.Checks;
import java.util.Arrays;

/**
 * A queue, first in, first out, in front of equal workers, fed with a trace.
 *
 * <p>Without randomness of its own. Its results are checked against the formulas for M/M/1, M/D/1,
 * M/M/1/K and M/M/c (Kleinrock, "Queueing Systems", 1975; Erlang, 1917).
 */
public final class QueueSimulation {
  /** Places of a queue without a bound. */
  public static final int UNBOUNDED = Integer.MAX_VALUE;

  private final Trace trace;

  /** When each worker is free, as a heap: the earliest first. */
  private final double[] freeAt;

  private final int places;

  /** When the work of those in the queue begins; a ring. */
  private double[] starts = new double[64];

  private int first;
  private int waiting;
  private int longestQueue;
  private int refused;

  private QueueSimulation(Trace trace, int workers, int places) {
    this.trace = trace;
    this.places = places;
    freeAt = new double[workers];
    Arrays.fill(freeAt, Double.NEGATIVE_INFINITY);
  }

  /**
   * Runs a trace.
   *
   * @param workers 1 to 1,000,000
   * @param places of the queue, 0 or more, or {@link #UNBOUNDED}
   * @param quantile the share of requests whose longest wait is reported, 0 to 1
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static Waiting run(Trace trace, int workers, int places, double quantile) {
    Checks.within("workers", workers, 1, 1_000_000);
    Checks.within("places", places, 0, UNBOUNDED);
    Checks.within("quantile", quantile, 0, 1);
    return new QueueSimulation(trace, workers, places).report(quantile);
  }

  private Waiting report(double quantile) {
    double[] waits = new double[trace.size()];
    int accepted = 0;
    int waited = 0;
    double sum = 0;
    double work = 0;
    double end = trace.arrival(trace.size() - 1);
    for (int i = 0; i < trace.size(); i++) {
      double wait = next(i);
      if (wait < 0) {
        continue;
      }
      waits[accepted++] = wait;
      sum += wait;
      waited += wait > 0 ? 1 : 0;
      work += trace.service(i);
      end = Math.max(end, trace.arrival(i) + wait + trace.service(i));
    }
    Arrays.sort(waits, 0, accepted);
    return new Waiting(
        accepted,
        refused,
        accepted == 0 ? 0 : sum / accepted,
        Waiting.quantile(waits, accepted, quantile),
        accepted == 0 ? 0 : waits[accepted - 1],
        accepted == 0 ? 0 : (double) waited / accepted,
        work / ((end - trace.arrival(0)) * freeAt.length),
        longestQueue);
  }

  /** Whether at most so many requests wait longer than the target or are refused. */
  static boolean keeps(Trace trace, int workers, int places, Target target) {
    QueueSimulation simulation = new QueueSimulation(trace, workers, places);
    long late = 0;
    for (int i = 0; i < trace.size(); i++) {
      double wait = simulation.next(i);
      late += wait > target.waitSeconds() ? 1 : 0;
    }
    long accepted = trace.size() - simulation.refused;
    return simulation.refused <= target.refusedShare() * trace.size()
        && late <= (1 - target.quantile()) * accepted + 1e-9;
  }

  /** The wait of a request; -1 if it is refused. */
  private double next(int request) {
    double arrival = trace.arrival(request);
    while (waiting > 0 && starts[first] <= arrival) {
      first = first + 1 == starts.length ? 0 : first + 1;
      waiting--;
    }
    double start = Math.max(arrival, freeAt[0]);
    if (start > arrival) {
      if (waiting >= places) {
        refused++;
        return -1;
      }
      enqueue(start);
    }
    replaceEarliest(start + trace.service(request));
    return start - arrival;
  }

  private void enqueue(double start) {
    if (waiting == starts.length) {
      double[] more = new double[2 * starts.length];
      for (int i = 0; i < waiting; i++) {
        more[i] = starts[(first + i) % starts.length];
      }
      starts = more;
      first = 0;
    }
    starts[(first + waiting) % starts.length] = start;
    waiting++;
    longestQueue = Math.max(longestQueue, waiting);
  }

  private void replaceEarliest(double free) {
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= freeAt.length) {
        break;
      }
      if (child + 1 < freeAt.length && freeAt[child + 1] < freeAt[child]) {
        child++;
      }
      if (freeAt[child] >= free) {
        break;
      }
      freeAt[at] = freeAt[child];
      at = child;
    }
    freeAt[at] = free;
  }
}
