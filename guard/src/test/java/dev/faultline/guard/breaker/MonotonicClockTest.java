package dev.faultline.guard.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MonotonicClockTest {
  @Test
  void it_goes_on_from_its_start_as_monotonic_time_does() {
    // Monotonic time begins anywhere, and overflows.
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000);
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    MonotonicClock clock = MonotonicClock.of(nanos::get, start);
    assertThat(clock.instant()).isEqualTo(start);
    nanos.addAndGet(1_500_000_000);
    assertThat(clock.instant()).isEqualTo(start.plusMillis(1_500));
    Clock elsewhere = clock.withZone(ZoneId.of("Asia/Tokyo"));
    assertThat(elsewhere.instant()).isEqualTo(clock.instant());
    assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
    assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
  }
}
