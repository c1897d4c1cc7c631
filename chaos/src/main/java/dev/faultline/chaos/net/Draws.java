package dev.faultline.chaos.net;

import dev.faultline.chaos.toxic.Direction;
import java.util.SplittableRandom;

/**
 * All random draws, as a function of the seed and of the proxy, connection and toxic that they
 * concern. The same seed gives the same draws, and adding a toxic does not change the draws of
 * another.
 *
 * @param seed of the whole server
 */
public record Draws(long seed) {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /**
   * The number from 0 (inclusive) to 1 that decides whether a toxic of a given toxicity affects a
   * connection.
   */
  public double share(String proxy, long connection, long toxic) {
    return (key(proxy, connection, toxic, 1) >>> 11) * 0x1p-53;
  }

  /** The numbers that a toxic draws while it works on one direction of a connection. */
  public SplittableRandom stream(String proxy, long connection, long toxic, Direction direction) {
    return new SplittableRandom(streamSeed(proxy, connection, toxic, direction));
  }

  /** The seed of {@link #stream}. */
  public long streamSeed(String proxy, long connection, long toxic, Direction direction) {
    return key(proxy, connection, toxic, 2 + direction.ordinal());
  }

  /** The numbers that a toxic draws for one request of a connection. */
  public SplittableRandom request(String proxy, long connection, long toxic, long request) {
    return new SplittableRandom(mix(key(proxy, connection, toxic, 4) + request));
  }

  private long key(String proxy, long connection, long toxic, long use) {
    long key = seed;
    for (int i = 0; i < proxy.length(); i++) {
      key = mix(key + proxy.charAt(i));
    }
    return mix(mix(mix(key + connection) + toxic) + use);
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static long mix(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
