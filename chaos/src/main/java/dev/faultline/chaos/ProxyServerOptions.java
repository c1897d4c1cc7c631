package dev.faultline.chaos;

/**
 * Options of a {@link ProxyServer}.
 *
 * @param seed of all random choices: which connections a toxic affects, and its further draws;
 *     default 0
 * @param threads how many threads carry connections, at least 1; default one for each core
 * @param heldBytesMax how many bytes all connections together may hold back, at least 1 MiB; beyond
 *     that senders are slowed down; default a quarter of the heap
 */
public record ProxyServerOptions(long seed, int threads, long heldBytesMax) {
  private static final long LEAST_HELD = 1 << 20;

  /** The defaults. */
  public static final ProxyServerOptions DEFAULT =
      new ProxyServerOptions(
          0,
          Runtime.getRuntime().availableProcessors(),
          Math.max(LEAST_HELD, Runtime.getRuntime().maxMemory() / 4));

  public ProxyServerOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
    }
    if (heldBytesMax < LEAST_HELD) {
      throw new IllegalArgumentException(
          "heldBytesMax is " + heldBytesMax + ", expected at least " + LEAST_HELD);
    }
  }

  /** The same with another seed. */
  public ProxyServerOptions withSeed(long value) {
    return new ProxyServerOptions(value, threads, heldBytesMax);
  }
}
