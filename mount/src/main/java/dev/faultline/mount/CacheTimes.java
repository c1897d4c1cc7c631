package dev.faultline.mount;

import java.time.Duration;

/**
 * How long the kernel may believe what it was told.
 *
 * @param nameSeconds of names of files; those of folders count as attributes, since a folder has
 *     one
 * @param seconds of attributes
 */
record CacheTimes(long nameSeconds, int nameNanos, long seconds, int nanos) {
  static CacheTimes of(Duration names, Duration attributes) {
    return new CacheTimes(
        names.toSeconds(), names.toNanosPart(), attributes.toSeconds(), attributes.toNanosPart());
  }
}
