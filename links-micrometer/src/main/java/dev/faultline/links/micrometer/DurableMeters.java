package dev.faultline.links.micrometer;

import dev.faultline.runtime.durable.ChannelState;
import dev.faultline.runtime.durable.DurableChannel;
import dev.faultline.runtime.durable.DurableNode;
import dev.faultline.runtime.log.LogCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.search.Search;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A node's channels as Micrometer's meters, with the node's local address ({@code local}) and the
 * channel's name ({@code channel}) as tags: {@code faultline.channel.sent} and {@code .processed}
 * count messages in the channel's whole life, {@code .outbox} is how many the peer has not
 * processed, {@code .outbox.bytes} their bytes, {@code .outbox.oldest} the age of the oldest,
 * {@code .connected} is 1 while the peer is connected and 0 otherwise. A channel that is connected
 * later gets its meters then; the meters of an ended channel stay until a new one has its name.
 * {@code faultline.messages.processed} counts what peers sent and this node has processed, in this
 * process. {@code faultline.log.used} and {@code .max} are the bytes of the log. The meters of
 * {@link LinkMeters} are included. Thread-safe.
 */
public final class DurableMeters implements MeterBinder, AutoCloseable {
  private static final String PREFIX = "faultline.channel.";

  private final DurableNode node;
  private final LinkMeters link;

  /** The meters of this node. */
  public DurableMeters(DurableNode node) {
    this.node = node;
    link =
        new LinkMeters(
            node.localAddress(),
            node.linkCounters(),
            node.secureCounters(),
            Optional.of(node.log().syncs()));
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    link.bindTo(registry);
    Tags local = local();
    log(registry, "used", node.log(), LogCounters::usedBytes, local);
    log(registry, "max", node.log(), LogCounters::mostBytes, local);
    FunctionCounter.builder("faultline.messages.processed", node, DurableNode::processed)
        .tags(local)
        .register(registry);
    node.eachChannel(channel -> bind(channel, registry));
  }

  /** Two nodes of one program may have channels of one name. */
  private Tags local() {
    return Tags.of("local", node.localAddress().toString());
  }

  private void bind(DurableChannel channel, MeterRegistry registry) {
    Tags tags = local().and("channel", channel.name());
    // A registry gives out the meter that it has: one of an ended channel, which had this name.
    Search.in(registry)
        .name(name -> name.startsWith(PREFIX))
        .tags(tags)
        .meters()
        .forEach(registry::remove);
    counter(channel, registry, "sent", tags, DurableChannel::taken);
    counter(channel, registry, "processed", tags, DurableChannel::processed);
    Gauge.builder(PREFIX + "outbox", channel, DurableChannel::unprocessed)
        .baseUnit("messages")
        .tags(tags)
        .register(registry);
    Gauge.builder(PREFIX + "outbox.bytes", channel, DurableChannel::unprocessedBytes)
        .baseUnit("bytes")
        .tags(tags)
        .register(registry);
    TimeGauge.builder(
            PREFIX + "outbox.oldest",
            channel,
            TimeUnit.NANOSECONDS,
            each -> each.oldestUnprocessed().toNanos())
        .tags(tags)
        .register(registry);
    Gauge.builder(PREFIX + "connected", channel, DurableMeters::connected)
        .tags(tags)
        .register(registry);
  }

  private static void log(
      MeterRegistry registry,
      String name,
      LogCounters log,
      ToDoubleFunction<LogCounters> value,
      Tags tags) {
    Gauge.builder("faultline.log." + name, log, value)
        .baseUnit("bytes")
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
      Tags tags,
      ToDoubleFunction<DurableChannel> value) {
    FunctionCounter.builder(PREFIX + name, channel, value)
        .baseUnit("messages")
        .tags(tags)
        .register(registry);
  }

  /** Tells the registries now what was counted since the last time. */
  void bring() {
    link.bring();
  }

  /** Ends the threads that bring histograms to registries. The meters stay. */
  @Override
  public void close() {
    link.close();
  }
}
