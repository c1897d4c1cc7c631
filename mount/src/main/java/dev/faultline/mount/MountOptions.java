package dev.faultline.mount;

import java.time.Duration;

/**
 * How to mount.
 *
 * @param threads how many requests are answered at once; at least 1
 * @param cacheTime how long the kernel may believe names and attributes; zero has it ask each time
 */
public record MountOptions(int threads, Duration cacheTime) {
  /** Four threads, or two a processor where that is more; the kernel believes for a second. */
  public static MountOptions defaults() {
    return new MountOptions(
        Math.max(4, 2 * Runtime.getRuntime().availableProcessors()), Duration.ofSeconds(1));
  }

  public MountOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    if (cacheTime.isNegative()) {
      throw new IllegalArgumentException("cacheTime must not be negative: " + cacheTime);
    }
  }
}
