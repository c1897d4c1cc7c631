package dev.faultline.links.micrometer;

import dev.faultline.link.Counters;
import dev.faultline.link.secure.SecureCounters;
import dev.faultline.runtime.LinkDriver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.InetSocketAddress;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A driver's counters as Micrometer meters named {@code faultline.link.packets.sent} and so on,
 * with the local address as a tag. Reading them does not slow the driver.
 */
public final class LinkMeters implements MeterBinder {
  private static final String PREFIX = "faultline.link.";

  /**
   * The percentiles published of all sessions' round-trip times and loss bursts since the driver
   * was opened.
   */
  private static final double[] PERCENTS = {50, 99, 100};

  private final InetSocketAddress local;
  private final Counters link;
  private final @Nullable SecureCounters security;

  /** The meters of this driver. */
  public LinkMeters(LinkDriver driver) {
    this(driver.localAddress(), driver.linkCounters(), driver.secureCounters());
  }

  LinkMeters(InetSocketAddress local, Counters link, @Nullable SecureCounters security) {
    this.local = local;
    this.link = link;
    this.security = security;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counter(registry, "packets.sent", c -> c.packetsSent());
    counter(registry, "bytes.sent", c -> c.bytesSent());
    counter(registry, "packets.received", c -> c.packetsReceived());
    counter(registry, "packets.retransmitted", c -> c.retransmitted());
    counter(registry, "packets.lost", c -> c.lost());
    counter(registry, "packets.lost.spuriously", c -> c.spurious());
    counter(registry, "packets.probes", c -> c.probes());
    counter(registry, "packets.parts", c -> c.parts());
    counter(registry, "path.probes", c -> c.pathProbes());
    counter(registry, "path.probes.lost", c -> c.pathProbesLost());
    counter(registry, "path.black.holes", c -> c.blackHoles());
    counter(registry, "packets.corrupt", c -> c.corrupt());
    counter(registry, "packets.malformed", c -> c.malformed());
    counter(registry, "packets.strangers", c -> c.strangers());
    counter(registry, "packets.duplicates", c -> c.duplicates());
    counter(registry, "packets.refused", c -> c.refused());
    counter(registry, "packets.turned.back", c -> c.turnedBack());
    counter(registry, "memory.short", c -> c.outOfMemory());
    if (security instanceof SecureCounters secure) {
      counter(registry, secure, "secure.sealed", c -> c.sealed());
      counter(registry, secure, "secure.opened", c -> c.opened());
      counter(registry, secure, "secure.handshakes.done", c -> c.handshakesDone());
      counter(registry, secure, "secure.unauthentic", c -> c.unauthentic());
      counter(registry, secure, "secure.unstamped", c -> c.unstamped());
      counter(registry, secure, "secure.replayed", c -> c.replayed());
      counter(registry, secure, "secure.strangers", c -> c.strangers());
      counter(registry, secure, "secure.not.allowed", c -> c.notAllowed());
      counter(registry, secure, "secure.flooded", c -> c.flooded());
    }
    for (double percent : PERCENTS) {
      gauge(
          registry, "round.trip", "nanoseconds", percent, c -> c.roundTrips().percentile(percent));
      gauge(registry, "loss.burst", "packets", percent, c -> c.lossBursts().percentile(percent));
    }
    FunctionCounter.builder(PREFIX + "loss.bursts", link, c -> c.lossBursts().count())
        .tags(local())
        .register(registry);
  }

  private void counter(MeterRegistry registry, String name, ToDoubleFunction<Counters> value) {
    counter(registry, link, name, value);
  }

  private <C> void counter(
      MeterRegistry registry, C counters, String name, ToDoubleFunction<C> value) {
    FunctionCounter.builder(PREFIX + name, counters, value).tags(local()).register(registry);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String unit,
      double percent,
      ToDoubleFunction<Counters> value) {
    Gauge.builder(PREFIX + name, link, value)
        .baseUnit(unit)
        .tags(local().and("percentile", String.valueOf(percent)))
        .register(registry);
  }

  private Tags local() {
    return Tags.of("local", local.toString());
  }
}
