package dev.faultline.mount;

import dev.faultline.disk.fault.FaultRule;
import java.time.Duration;
import java.util.List;

/**
 * How to mount.
 *
 * @param threads how many requests are answered at once, beside those that a fault holds up; at
 *     least 1
 * @param cacheTime how long the kernel may believe names and attributes; zero has it ask each time.
 *     Zero counts where a rule is for such questions
 * @param rules faults that happen to the calls on files
 * @param seed for what the rules leave to chance
 * @param base what it works on, and what is recorded
 * @param port where it takes commands, on the loopback interface; 0 for any port, -1 for none
 */
public record MountOptions(
    int threads, Duration cacheTime, List<FaultRule> rules, long seed, MountBase base, int port) {
  /**
   * Four threads, or two a processor where that is more; the kernel believes for a second; no
   * faults; changes to the source itself, no recording and no commands.
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
   * @throws IllegalArgumentException where a value is out of range, or a mount cannot keep to a
   *     rule
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

  /** With another time that the kernel may believe. */
  public MountOptions withCacheTime(Duration time) {
    return new MountOptions(threads, time, rules, seed, base, port);
  }

  /** With faults. */
  public MountOptions withFaults(List<FaultRule> newRules, long newSeed) {
    return new MountOptions(threads, cacheTime, newRules, newSeed, base, port);
  }

  /** With another base. */
  public MountOptions withBase(MountBase newBase) {
    return new MountOptions(threads, cacheTime, rules, seed, newBase, port);
  }

  /** With commands taken at a port. */
  public MountOptions withPort(int newPort) {
    return new MountOptions(threads, cacheTime, rules, seed, base, newPort);
  }
}
