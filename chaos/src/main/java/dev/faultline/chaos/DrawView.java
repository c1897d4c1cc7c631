package dev.faultline.chaos;

import java.util.List;

/**
 * The random draws of a toxic for one connection.
 *
 * @param connection which of the proxy's connections, counted from 1
 * @param share a number from 0 to 1: the toxic affects the connection if this is less than its
 *     toxicity
 * @param bites whether it does, with its current toxicity
 * @param upstreamSeed the seed of the generator (SplittableRandom) for its further draws upstream
 * @param downstreamSeed the same for downstream
 * @param waitsNanos the first waits of a latency toxic in its first direction; empty for others
 * @param requests which of the connection's first {@value #REQUESTS} requests, counted from 1, an
 *     HTTP toxic affects if they match it; empty for other toxics
 */
public record DrawView(
    long connection,
    double share,
    boolean bites,
    long upstreamSeed,
    long downstreamSeed,
    List<Long> waitsNanos,
    List<Long> requests) {
  /** How many requests of a connection are shown. */
  public static final int REQUESTS = 100;

  public DrawView {
    waitsNanos = List.copyOf(waitsNanos);
    requests = List.copyOf(requests);
  }
}
