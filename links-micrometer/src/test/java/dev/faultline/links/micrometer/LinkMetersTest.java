package dev.faultline.links.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.faultline.link.Distribution;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.secure.SharedKey;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two drivers, both driven by the test's thread. */
@Timeout(60)
final class LinkMetersTest {
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final DriverOptions PROTECTED =
      DriverOptions.DEFAULT.withSecurity(LinkSecurity.shared(SharedKey.generate()));
  private static final int MESSAGES = 500;

  private static final class Counting implements LinkHandler {
    int arrived;

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      arrived++;
      return true;
    }
  }

  private static double counter(SimpleMeterRegistry registry, LinkDriver of, String name) {
    return registry
        .get("faultline.link." + name)
        .tag("local", of.localAddress().toString())
        .functionCounter()
        .count();
  }

  @Test
  void micrometer_reads_what_the_drivers_count() {
    Counting sink = new Counting();
    SimpleMeterRegistry registry = new BucketRegistry();
    try (LinkDriver left = LinkDriver.open(LOOPBACK, PROTECTED, new Counting());
        LinkDriver right = LinkDriver.open(LOOPBACK, PROTECTED, sink);
        LinkMeters meters = new LinkMeters(left);
        LinkMeters others = new LinkMeters(right)) {
      meters.bindTo(registry);
      // Bound again it tells nothing twice.
      meters.bindTo(registry);
      others.bindTo(registry);
      Session session = left.connect(right.localAddress());
      session.open(1, StreamKind.ORDERED);
      MemorySegment message = MemorySegment.ofArray(new byte[64]);
      int offered = 0;
      while (sink.arrived < MESSAGES || session.roundTrips().count() == 0) {
        if (offered < MESSAGES && session.offer(1, message, 0, 64) > 0) {
          offered++;
        }
        left.work();
        right.work();
      }
      assertThat(counter(registry, right, "packets.received"))
          .isEqualTo(right.linkCounters().packetsReceived())
          .isPositive();
      assertThat(counter(registry, left, "packets.sent"))
          .isEqualTo(left.linkCounters().packetsSent())
          .isPositive();
      assertThat(counter(registry, right, "secure.opened"))
          .isEqualTo(Objects.requireNonNull(right.secureCounters()).opened())
          .isPositive();
      meters.bring();
      Timer roundTrips =
          registry
              .get("faultline.link.round.trip")
              .tag("local", left.localAddress().toString())
              .timer();
      Distribution counted = left.linkCounters().roundTrips();
      assertThat(roundTrips.count()).isEqualTo(counted.count()).isPositive();
      assertThat(roundTrips.max(TimeUnit.NANOSECONDS))
          .isCloseTo(counted.max(), withinPercentage(100 / 16.0));
      // Buckets, as a registry of Prometheus shows them: how many were at most so long.
      CountAtBucket[] buckets = roundTrips.takeSnapshot().histogramCounts();
      assertThat(buckets).hasSizeGreaterThan(10);
      assertThat(buckets[buckets.length - 1].count()).isEqualTo(counted.count());
      double middle = counted.percentile(50) * 1.5;
      assertThat(buckets)
          .filteredOn(bucket -> bucket.bucket(TimeUnit.NANOSECONDS) > middle)
          .allMatch(bucket -> bucket.count() >= counted.count() / 2.0);
      assertThat(registry.find("faultline.link.loss.burst").summaries()).hasSize(2);
    }
  }
}
