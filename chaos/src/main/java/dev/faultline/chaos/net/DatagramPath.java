package dev.faultline.chaos.net;

import dev.faultline.chaos.stage.DatagramStage;
import dev.faultline.chaos.stage.DatagramStages;
import dev.faultline.chaos.stage.Signal;
import dev.faultline.chaos.stage.StageContext;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Stream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * One direction of a UDP client: its toxics, and the datagrams that wait. Used by one loop's
 * thread.
 */
final class DatagramPath extends Alarm {
  /** Beyond this datagrams are dropped, as a full queue of a router drops them. */
  private static final long HELD_BYTES_MOST = 1 << 20;

  private static final int HELD_MOST = 4_096;

  private record Link(Planted toxic, DatagramStage stage) {}

  private record Waiting(ByteBuffer bytes, long dueNanos, long order) {}

  private final DatagramClient client;
  private final Direction direction;
  private final Loop loop;
  private final Budget budget;
  private final Consumer<ByteBuffer> out;
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(
          Comparator.comparingLong(Waiting::dueNanos).thenComparingLong(Waiting::order));
  private List<Link> links = List.of();
  private long offered;
  private long heldBytes;

  /** Datagrams whose time has come go to {@code out}. */
  DatagramPath(
      DatagramClient client,
      Direction direction,
      Loop loop,
      Budget budget,
      Consumer<ByteBuffer> out) {
    super(loop.nextAlarm());
    this.client = client;
    this.direction = direction;
    this.loop = loop;
    this.budget = budget;
    this.out = out;
  }

  /**
   * Takes over the proxy's toxics as they are now; where one changed, what waits passes at once.
   */
  void reconfigure(List<Planted> toxics, long nowNanos) {
    List<Link> next = new ArrayList<>();
    for (Planted toxic : toxics) {
      if (toxic.spec().stream().covers(direction) && client.bites(toxic, nowNanos)) {
        next.add(linkOf(toxic, nowNanos));
      }
    }
    if (next.equals(links)) {
      return;
    }
    links = List.copyOf(next);
    while (!waiting.isEmpty()) {
      emit(waiting.remove());
    }
    loop.wakeAt(this, Long.MAX_VALUE);
  }

  private Link linkOf(Planted toxic, long nowNanos) {
    boolean isNew = true;
    for (Link link : links) {
      if (link.toxic().id() == toxic.id()) {
        isNew = false;
        if (link.toxic().version() == toxic.version()) {
          return link;
        }
      }
    }
    boolean counted = toxic.spec().stream() == Stream.BOTH && direction == Direction.DOWNSTREAM;
    if (isNew && !counted) {
      toxic.applications().increment();
    }
    return new Link(
        toxic,
        DatagramStages.of(
            toxic.spec().toxic(),
            new StageContext(
                client.randomOf(toxic, direction), nowNanos, toxic.addedAtNanos(), toxic.wire())));
  }

  void offer(ByteBuffer bytes, long nowNanos) {
    pass(0, bytes, nowNanos);
    deliver(nowNanos);
  }

  private void pass(int at, ByteBuffer bytes, long atNanos) {
    if (at < links.size()) {
      links.get(at).stage().pass(bytes, atNanos, (b, later) -> pass(at + 1, b, later));
      return;
    }
    if (waiting.size() >= HELD_MOST
        || heldBytes + bytes.remaining() > HELD_BYTES_MOST
        || !budget.mayTakeMore(Signal.memoryOf(waiting.size(), heldBytes))) {
      return;
    }
    heldBytes += bytes.remaining();
    budget.add(Signal.memoryOf(1, bytes.remaining()));
    waiting.add(new Waiting(bytes, atNanos, ++offered));
  }

  @Override
  void ring(long nowNanos) {
    deliver(nowNanos);
  }

  private void deliver(long nowNanos) {
    while (!waiting.isEmpty() && waiting.peek().dueNanos() <= nowNanos) {
      emit(waiting.remove());
    }
    loop.wakeAt(this, waiting.isEmpty() ? Long.MAX_VALUE : waiting.peek().dueNanos());
  }

  private void emit(Waiting datagram) {
    forget(datagram);
    out.accept(datagram.bytes());
  }

  private void forget(Waiting datagram) {
    heldBytes -= datagram.bytes().remaining();
    budget.add(-Signal.memoryOf(1, datagram.bytes().remaining()));
  }

  void close() {
    loop.wakeAt(this, Long.MAX_VALUE);
    waiting.forEach(this::forget);
    waiting.clear();
  }

  boolean holds() {
    return !waiting.isEmpty();
  }

  long heldBytes() {
    return heldBytes;
  }

  List<String> names() {
    return links.stream().map(link -> link.toxic().spec().name()).toList();
  }
}
