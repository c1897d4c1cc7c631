package dev.faultline.runtime.stats;

import dev.faultline.link.Counters;
import dev.faultline.runtime.LinkDriver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * A driver's counters as Micrometer's, named {@code faultline.link.packets.sent} and so on, with
 * the local address as a tag. Reading them costs the driver nothing.
 */
public final class LinkMeters implements MeterBinder {
  private static final String PREFIX = "faultline.link.";
  private final LinkDriver driver;

  /** The meters of a driver. */
  public LinkMeters(LinkDriver driver) {
    this.driver = driver;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counter(registry, "packets.sent", c -> c.packetsSent);
    counter(registry, "bytes.sent", c -> c.bytesSent);
    counter(registry, "packets.received", c -> c.packetsReceived);
    counter(registry, "packets.retransmitted", c -> c.retransmitted);
    counter(registry, "packets.lost", c -> c.lost);
    counter(registry, "packets.lost.spuriously", c -> c.spurious);
    counter(registry, "packets.probes", c -> c.probes);
    counter(registry, "packets.corrupt", c -> c.corrupt);
    counter(registry, "packets.malformed", c -> c.malformed);
    counter(registry, "packets.strangers", c -> c.strangers);
    counter(registry, "packets.duplicates", c -> c.duplicates);
    counter(registry, "packets.refused", c -> c.refused);
  }

  private void counter(MeterRegistry registry, String name, ToDoubleFunction<Counters> value) {
    FunctionCounter.builder(PREFIX + name, driver.linkCounters(), value)
        .tags(Tags.of("local", driver.localAddress().toString()))
        .register(registry);
  }
}
