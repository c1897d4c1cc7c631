package dev.faultline.chaos;

import java.util.List;

/**
 * What is drawn for a toxic and one connection.
 *
 * @param connection which of the proxy's connections, counted from 1
 * @param share it bites where this is less than its toxicity
 * @param bites whether it does, with the toxicity that it has now
 * @param upstreamSeed of the generator (SplittableRandom) of what it draws in this direction
 * @param downstreamSeed the same of the other direction
 * @param waitsNanos the first waits of a latency toxic in its first direction; empty for others
 * @param requests which of the connection's first {@value #REQUESTS} requests a toxic of HTTP
 *     strikes where they fit it, counted from 1; empty for others
 */
public record DrawView(
    long connection,
    double share,
    boolean bites,
    long upstreamSeed,
    long downstreamSeed,
    List<Long> waitsNanos,
    List<Long> requests) {
  /** How many requests of a connection are looked at. */
  public static final int REQUESTS = 100;

  public DrawView {
    waitsNanos = List.copyOf(waitsNanos);
    requests = List.copyOf(requests);
  }
}
