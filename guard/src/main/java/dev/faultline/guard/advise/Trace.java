package dev.faultline.guard.advise;

import dev.faultline.core.Checks;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Requests that a service got: when each came and how long the work took. Immutable.
 *
 * <p>Times are seconds. Only differences of arrivals mean anything.
 */
public final class Trace {
  private final double[] arrivals;
  private final double[] services;

  private Trace(double[] arrivals, double[] services) {
    this.arrivals = arrivals;
    this.services = services;
  }

  /**
   * A trace of at least two requests.
   *
   * @param arrivals in seconds, ascending
   * @param services how long the work of each took, in seconds, none negative
   * @throws IllegalArgumentException if there are fewer than two, or a number is out of its range;
   *     the message names the request
   */
  public static Trace of(double[] arrivals, double[] services) {
    if (arrivals.length != services.length || arrivals.length < 2) {
      throw new IllegalArgumentException(
          "%d arrivals and %d service times, expected as many of each, and at least 2"
              .formatted(arrivals.length, services.length));
    }
    for (int i = 0; i < arrivals.length; i++) {
      if (!Double.isFinite(arrivals[i]) || i > 0 && arrivals[i] < arrivals[i - 1]) {
        throw new IllegalArgumentException(
            "arrival %d is %s, expected a number no less than the one before"
                .formatted(i + 1, arrivals[i]));
      }
      if (!(services[i] >= 0 && services[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "service time %d is %s, expected a number of 0 or more".formatted(i + 1, services[i]));
      }
    }
    if (arrivals[arrivals.length - 1] <= arrivals[0]) {
      throw new IllegalArgumentException(
          "all requests come at one time, expected some time between");
    }
    return new Trace(arrivals.clone(), services.clone());
  }

  /** How many requests. */
  public int size() {
    return arrivals.length;
  }

  /** When a request came. */
  public double arrival(int request) {
    return arrivals[request];
  }

  /** How long its work took. */
  public double service(int request) {
    return services[request];
  }

  /** From the first arrival to the last. */
  public double seconds() {
    return arrivals[arrivals.length - 1] - arrivals[0];
  }

  /** Requests a second, on average. */
  public double rate() {
    return (size() - 1) / seconds();
  }

  /** The mean of the service times. */
  public double meanService() {
    double sum = 0;
    for (double service : services) {
      sum += service;
    }
    return sum / size();
  }

  /** A service time that the given share of requests does not exceed. */
  public double service(double quantile) {
    double[] sorted = services.clone();
    Arrays.sort(sorted);
    return Waiting.quantile(sorted, sorted.length, quantile);
  }

  /** How many workers the work keeps busy, on average: the load in erlangs. */
  public double load() {
    return rate() * meanService();
  }

  /**
   * The same work with arrivals that come at random at the same rate: what the load would be
   * without its bursts.
   */
  public Trace steady(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] steady = new double[size()];
    double at = 0;
    for (int i = 0; i < steady.length; i++) {
      steady[i] = at;
      at += -StrictMath.log(1 - random.nextDouble()) / rate();
    }
    return new Trace(steady, services);
  }

  /**
   * The same requests, so many times as fast.
   *
   * @param factor more than 0 and up to 1,000
   */
  public Trace faster(double factor) {
    Checks.within("factor", factor, Double.MIN_NORMAL, 1_000);
    double[] faster = new double[size()];
    for (int i = 0; i < faster.length; i++) {
      faster[i] = (arrivals[i] - arrivals[0]) / factor;
    }
    return new Trace(faster, services);
  }
}
