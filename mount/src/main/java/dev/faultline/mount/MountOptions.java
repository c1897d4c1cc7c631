package dev.faultline.mount;

import dev.faultline.disk.fault.FaultRule;
import java.time.Duration;
import java.util.List;

/**
 * How to mount.
 *
 * @param threads how many requests are served at once, not counting those that a fault delays; at
 *     least 1
 * @param cacheTime how long the kernel may cache names and attributes; zero disables caching. Zero
 *     is also used if a rule matches lookups or reads of attributes
 * @param rules faults to inject into calls on files
 * @param seed of the random choices that rules make
 * @param base which folder it works on, and what it records
 * @param port on the loopback interface where it accepts commands; 0 for any free port, -1 to
 *     accept none
 */
public record MountOptions(
    int threads, Duration cacheTime, List<FaultRule> rules, long seed, MountBase base, int port) {
  /**
   * Four threads, or two per processor if that is more; one second of caching; no faults; changes
   * affect the source itself; no recording and no commands.
   */
  public static MountOptions defaults() {
    return new MountOptions(
        Math.max(4, 2 * Runtime.getRuntime().availableProcessors()),
        Duration.ofSeconds(1),
        List.of(),
        1,
        MountBase.SOURCE,
        -1);
  }

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a value is out of range, or a mount cannot apply one of the
   *     rules
   */
  public MountOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    if (cacheTime.isNegative()) {
      throw new IllegalArgumentException("cacheTime must not be negative: " + cacheTime);
    }
    if (port < -1 || port > 65_535) {
      throw new IllegalArgumentException("port must be from 0 to 65535, or -1, not " + port);
    }
    rules = List.copyOf(rules);
    MountRules.check(rules, base.records());
  }

  /** The same with another cache time. */
  public MountOptions withCacheTime(Duration time) {
    return new MountOptions(threads, time, rules, seed, base, port);
  }

  /** The same with these fault rules. */
  public MountOptions withFaults(List<FaultRule> newRules, long newSeed) {
    return new MountOptions(threads, cacheTime, newRules, newSeed, base, port);
  }

  /** The same with another base. */
  public MountOptions withBase(MountBase newBase) {
    return new MountOptions(threads, cacheTime, rules, seed, newBase, port);
  }

  /** The same, accepting commands at this port. */
  public MountOptions withPort(int newPort) {
    return new MountOptions(threads, cacheTime, rules, seed, base, newPort);
  }
}
