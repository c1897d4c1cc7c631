package dev.faultline.links.micrometer;

import dev.faultline.runtime.durable.ChannelState;
import dev.faultline.runtime.durable.DurableChannel;
import dev.faultline.runtime.durable.DurableNode;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/**
 * A node's channels as Micrometer's meters, with the channel's name as a tag: {@code
 * faultline.channel.sent} and {@code .processed} count messages in the channel's whole life, {@code
 * .outbox} is how many the peer has not processed, {@code .connected} is 1 while the peer is
 * connected and 0 otherwise. A channel that is connected later gets its meters then; the meters of
 * an ended channel stay. The counters of {@link LinkMeters} are included. Thread-safe.
 */
public final class DurableMeters implements MeterBinder {
  private static final String PREFIX = "faultline.channel.";

  private final DurableNode node;

  /** The meters of this node. */
  public DurableMeters(DurableNode node) {
    this.node = node;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    new LinkMeters(node.localAddress(), node.linkCounters(), node.secureCounters())
        .bindTo(registry);
    node.eachChannel(channel -> bind(channel, registry));
  }

  private static void bind(DurableChannel channel, MeterRegistry registry) {
    counter(channel, registry, "sent", DurableChannel::taken);
    counter(channel, registry, "processed", DurableChannel::processed);
    Tags tags = Tags.of("channel", channel.name());
    Gauge.builder(PREFIX + "outbox", channel, DurableChannel::unprocessed)
        .baseUnit("messages")
        .tags(tags)
        .register(registry);
    Gauge.builder(PREFIX + "connected", channel, DurableMeters::connected)
        .tags(tags)
        .register(registry);
  }

  private static double connected(DurableChannel channel) {
    return channel.state() == ChannelState.CONNECTED ? 1 : 0;
  }

  private static void counter(
      DurableChannel channel,
      MeterRegistry registry,
      String name,
      ToDoubleFunction<DurableChannel> value) {
    FunctionCounter.builder(PREFIX + name, channel, value)
        .baseUnit("messages")
        .tags(Tags.of("channel", channel.name()))
        .register(registry);
  }
}
