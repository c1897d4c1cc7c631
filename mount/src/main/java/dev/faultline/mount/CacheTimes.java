package dev.faultline.mount;

import java.time.Duration;

/** How long the kernel may believe names and attributes that it was told. */
record CacheTimes(long seconds, int nanos) {
  static CacheTimes of(Duration time) {
    return new CacheTimes(time.toSeconds(), time.toNanosPart());
  }
}
