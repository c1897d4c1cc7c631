package dev.faultline.links.micrometer;

import dev.faultline.link.Counters;
import dev.faultline.link.Distribution;
import dev.faultline.link.secure.SecureCounters;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.log.LogCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * A driver's counters as Micrometer meters named {@code faultline.link.packets.sent} and so on,
 * with the local address as a tag. Reading them does not slow the driver. {@code
 * faultline.link.round.trip} and, with a log, {@code faultline.log.sync} are timers, {@code
 * faultline.link.loss.burst} is a distribution summary; they publish histograms, and a thread
 * brings them up to date every second until this or the registry is closed. Thread-safe.
 */
public final class LinkMeters implements MeterBinder, AutoCloseable {
  private static final String PREFIX = "faultline.link.";

  private final InetSocketAddress local;
  private final Counters link;
  private final @Nullable SecureCounters security;
  private final Optional<Distribution> syncs;
  private final List<Histograms> histograms = new CopyOnWriteArrayList<>();
  private boolean closed;

  /** The meters of this driver. */
  public LinkMeters(LinkDriver driver) {
    this(
        driver.localAddress(),
        driver.linkCounters(),
        driver.secureCounters(),
        Optional.ofNullable(driver.log()).map(LogCounters::syncs));
  }

  LinkMeters(
      InetSocketAddress local,
      Counters link,
      @Nullable SecureCounters security,
      Optional<Distribution> syncs) {
    this.syncs = syncs;
    this.local = local;
    this.link = link;
    this.security = security;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counter(registry, "packets.sent", c -> c.packetsSent());
    counter(registry, "bytes.sent", c -> c.bytesSent());
    counter(registry, "packets.received", c -> c.packetsReceived());
    counter(registry, "messages.received", c -> c.messagesReceived());
    counter(registry, "packets.retransmitted", c -> c.retransmitted());
    counter(registry, "packets.lost", c -> c.lost());
    counter(registry, "packets.lost.spuriously", c -> c.spurious());
    counter(registry, "packets.probes", c -> c.probes());
    counter(registry, "packets.fragments", c -> c.fragments());
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
    histograms(registry);
  }

  /** Once for each registry: bound again, they would tell it everything twice. */
  private synchronized void histograms(MeterRegistry registry) {
    if (closed || histograms.stream().anyMatch(each -> each.isOf(registry))) {
      return;
    }
    Histograms all = new Histograms(registry, local());
    all.time(PREFIX + "round.trip", link.roundTrips());
    all.packets(PREFIX + "loss.burst", link.lossBursts());
    syncs.ifPresent(times -> all.time("faultline.log.sync", times));
    all.start();
    histograms.add(all);
  }

  private void counter(MeterRegistry registry, String name, ToDoubleFunction<Counters> value) {
    counter(registry, link, name, value);
  }

  private <C> void counter(
      MeterRegistry registry, C counters, String name, ToDoubleFunction<C> value) {
    FunctionCounter.builder(PREFIX + name, counters, value).tags(local()).register(registry);
  }

  private Tags local() {
    return Tags.of("local", local.toString());
  }

  /** Tells the registries now what was counted since the last time. */
  void bring() {
    histograms.forEach(Histograms::bring);
  }

  /** Ends the threads that bring histograms to registries. The meters stay. */
  @Override
  public synchronized void close() {
    closed = true;
    histograms.forEach(Histograms::close);
  }
}
