package dev.faultline.sim.setup;

import dev.faultline.core.Address;
import dev.faultline.sim.adversary.Odds;
import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimTime;
import dev.faultline.sim.rare.Lazily;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a world's network when no fault is active. Set them before the world runs. The
 * system model says which faults may occur.
 */
public final class Network {
  /** The default size of a message, in bytes. */
  public static final long DEFAULT_MESSAGE_BYTES = 256;

  /** What a connection sends that carries no message, in bytes: headers of IPv4 and TCP. */
  public static final long CONTROL_BYTES = 40;

  private static final Latency DEFAULT_LATENCY =
      Latency.uniform(Duration.ofMillis(1), Duration.ofMillis(10));

  private static final Latency DEFAULT_LOCAL_LATENCY = Latency.fixed(Duration.ofNanos(1_000));

  private static final Route DEFAULT_ROUTE = new Route(DEFAULT_LATENCY, 0, 0, Long.MAX_VALUE);

  private Latency latency = DEFAULT_LATENCY;
  private Latency localLatency = DEFAULT_LOCAL_LATENCY;
  private double loss;
  private long bytesPerSecond;
  private long queueBytes = Long.MAX_VALUE;
  private long connectionTimeoutNanos = 10_000_000_000L;
  private int connectionBuffer = 256;
  private boolean checksums = true;
  private @Nullable Corruptor corruptor;
  private @Nullable Codec codec;
  private ToLongFunction<Object> size =
      message -> message instanceof byte[] bytes ? bytes.length : DEFAULT_MESSAGE_BYTES;

  /** By the names of the nodes, from and to, where it is not what this network has for all. */
  private Map<String, Map<String, Route>> routes = Collections.emptyMap();

  /** Whether the world runs, for which this was fixed. */
  private boolean inUse;

  private boolean hasBandwidth;

  public Network() {}

  /** Called when the world starts: from then on nothing can be changed. */
  public void use() {
    hasBandwidth = bytesPerSecond != 0 || !routes.isEmpty() && anyRouteHasBandwidth();
    inUse = true;
  }

  private boolean anyRouteHasBandwidth() {
    return routes.values().stream()
        .flatMap(to -> to.values().stream())
        .anyMatch(route -> route.bytesPerSecond() != 0);
  }

  private void notInUse(String what) {
    if (inUse) {
      throw new IllegalStateException(
          "Network." + what + ": the world runs already; configure its network when it is set up");
    }
  }

  /** How long a datagram takes between two nodes. Default: 1 to 10 ms. */
  public Network latency(Latency latency) {
    notInUse("latency");
    this.latency = Objects.requireNonNull(latency, "latency");
    return this;
  }

  /** Shorthand for a uniform {@link #latency(Latency)}. */
  public Network latency(Duration min, Duration max) {
    return latency(Latency.uniform(min, max));
  }

  /** How long a datagram from a node to itself takes. Default: 1 µs. It is never lost. */
  public Network localLatency(Latency latency) {
    notInUse("localLatency");
    this.localLatency = Objects.requireNonNull(latency, "localLatency");
    return this;
  }

  /** How long a datagram from a node to itself takes. */
  public Latency localLatency() {
    return localLatency;
  }

  /**
   * The fraction of datagrams that is lost, from 0 to 1, until the world heals. Only on links that
   * may lose messages.
   */
  public Network loss(double rate) {
    notInUse("loss");
    Odds.of(rate);
    this.loss = rate;
    return this;
  }

  /**
   * Gives every directed link a bandwidth: messages queue up behind each other, and those for which
   * the queue has no room are lost where the model allows it. Default: 0, no limit.
   */
  public Network bandwidth(long bytesPerSecond, long queueBytes) {
    notInUse("bandwidth");
    if (bytesPerSecond < 0 || queueBytes <= 0) {
      throw new IllegalArgumentException(
          "bandwidth of "
              + bytesPerSecond
              + " bytes/s with a queue of "
              + queueBytes
              + " bytes, expected 0 or more and more than 0");
    }
    this.bytesPerSecond = bytesPerSecond;
    this.queueBytes = queueBytes;
    return this;
  }

  /**
   * Sets the route between each node of one group and each of another, in both directions. A later
   * setting replaces an earlier one. All other routes have the settings of this network.
   */
  public Network between(List<? extends Address> one, List<? extends Address> other, Route route) {
    return oneWay(one, other, route).oneWay(other, one, route);
  }

  /** The same for two nodes. */
  public Network between(Address one, Address other, Route route) {
    return between(List.of(one), List.of(other), route);
  }

  /** The same in one direction only. */
  public Network oneWay(List<? extends Address> from, List<? extends Address> to, Route route) {
    notInUse("oneWay");
    for (Address sender : from) {
      for (Address receiver : to) {
        if (!sender.name().equals(receiver.name())) {
          routes = Lazily.open(routes);
          routes
              .computeIfAbsent(sender.name(), name -> new LinkedHashMap<>())
              .put(receiver.name(), route);
        }
      }
    }
    return this;
  }

  /** Sets the route between any two of these nodes. */
  public Network within(List<? extends Address> nodes, Route route) {
    return oneWay(nodes, nodes, route);
  }

  /** Puts nodes into zones, and sets the route between any two zones. */
  public Network zones(List<? extends List<? extends Address>> zones, Route between) {
    for (int i = 0; i < zones.size(); i++) {
      for (int j = 0; j < i; j++) {
        between(zones.get(i), zones.get(j), between);
      }
    }
    return this;
  }

  /** The default route. */
  public Route elsewhere() {
    return latency == DEFAULT_LATENCY
            && loss == 0
            && bytesPerSecond == 0
            && queueBytes == Long.MAX_VALUE
        ? DEFAULT_ROUTE
        : new Route(latency, loss, bytesPerSecond, queueBytes);
  }

  /** The route that was set from one node to another; null if none was. */
  public @Nullable Route said(String from, String to) {
    Map<String, Route> known = routes.get(from);
    return known == null ? null : known.get(to);
  }

  /** Whether any link of the world has a bandwidth, so that messages may queue. */
  public boolean hasBandwidth() {
    return hasBandwidth;
  }

  /** The shortest time that a datagram between two nodes can take, in nanoseconds. */
  public long shortestNanos() {
    return routes.values().stream()
        .flatMap(to -> to.values().stream())
        .mapToLong(route -> route.latency().nanosAt(0))
        .reduce(latency.nanosAt(0), Math::min);
  }

  /**
   * The time without an acknowledgement after which a connection closes as {@link
   * dev.faultline.core.CloseReason#TIMED_OUT}, on the clock of the side that waits. Default: 10 s.
   * A side that has nothing to send never notices that its peer is gone.
   */
  public Network connectionTimeout(Duration timeout) {
    notInUse("connectionTimeout");
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "connectionTimeout is " + timeout + ", expected more than zero");
    }
    this.connectionTimeoutNanos = SimTime.saturatedNanos(timeout);
    return this;
  }

  /** After how long without an acknowledgement a connection closes, in nanoseconds. */
  public long connectionTimeoutNanos() {
    return connectionTimeoutNanos;
  }

  /**
   * How many messages of a connection may be on the way or wait for the receiving program, in each
   * direction; default 256. Beyond that {@link dev.faultline.core.Connection#writable} is false and
   * {@link dev.faultline.core.Channel#send} waits. Two nodes that only write to each other block
   * for ever, as on real sockets.
   */
  public Network connectionBuffer(int messages) {
    notInUse("connectionBuffer");
    if (messages <= 0) {
      throw new IllegalArgumentException(
          "connectionBuffer is " + messages + " messages, expected 1 or more");
    }
    this.connectionBuffer = messages;
    return this;
  }

  /** How many messages of a connection may be on the way or wait, in each direction. */
  public int connectionBuffer() {
    return connectionBuffer;
  }

  /**
   * How many bytes a message takes on the wire. Default: the length of a {@code byte[]}, and 256
   * for other messages, on connections too; what a connection sends beside messages takes {@link
   * #CONTROL_BYTES}. A world whose program gives a negative size ends with a {@link
   * ModelException}.
   */
  public Network messageSize(ToLongFunction<Object> size) {
    notInUse("messageSize");
    this.size = Objects.requireNonNull(size, "messageSize");
    return this;
  }

  /**
   * How many bytes a message takes on the wire.
   *
   * @throws ModelException when the program says that it is less than nothing
   */
  public long sizeOf(Object message) {
    long bytes = size.applyAsLong(message);
    if (bytes < 0) {
      throw new ModelException(
          "messageSize gives "
              + bytes
              + " bytes for a message of "
              + message.getClass().getName()
              + ", expected 0 or more");
    }
    return bytes;
  }

  /**
   * Whether a checksum detects corruption, so that a corrupted message is lost. Default: true. When
   * false, a {@code byte[]} arrives with one bit flipped, and other messages as {@link #corruptor}
   * makes them. Connections have checksums of their own.
   */
  public Network checksums(boolean checksums) {
    notInUse("checksums");
    this.checksums = checksums;
    return this;
  }

  /** Whether a checksum detects corruption. */
  public boolean checksums() {
    return checksums;
  }

  /**
   * Copies every message through bytes when it is sent, so that sender and receivers share no
   * object, as on a real network. By default there is no codec, and messages are passed by
   * reference: they must not change after they were sent. If one does, the world reports {@link
   * Violation#NO_MESSAGE_CHANGES}.
   */
  public Network codec(Codec codec) {
    notInUse("codec");
    this.codec = codec;
    return this;
  }

  /** What copies messages; null for nothing. */
  public @Nullable Codec codec() {
    return codec;
  }

  /**
   * Corrupts messages that are not bytes. Without it, corrupted messages of other types are always
   * detected and lost.
   */
  public Network corruptor(Corruptor corruptor) {
    notInUse("corruptor");
    this.corruptor = corruptor;
    return this;
  }

  /** What corrupts messages that are not bytes; null for nothing. */
  public @Nullable Corruptor corruptor() {
    return corruptor;
  }
}
