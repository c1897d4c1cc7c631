package dev.faultline.sim.order;

import dev.faultline.sim.base.KeyedHash;
import dev.faultline.sim.content.Contents;
import dev.faultline.sim.content.Structures;
import dev.faultline.sim.event.EventMeta;
import dev.faultline.sim.event.Pending;
import dev.faultline.sim.net.Link;
import dev.faultline.sim.node.ClockRate;
import dev.faultline.sim.node.SimNode;
import dev.faultline.sim.run.Kernel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives each event that may happen its identity: by the message on its link or by the timer on its
 * node, so that it does not depend on what other nodes did meanwhile. In a set of messages a
 * message is identified by what it says.
 */
final class EventKeys {
  private final Structures structures = new Structures();

  private final Kernel kernel;
  private final boolean messageSet;

  private final EventContents contents = new EventContents();

  /** How many timers each node has set, and last what the world itself had to do. */
  private long[] timers = new long[0];

  private long cause = -1;
  private boolean byContent;

  EventKeys(Kernel kernel, boolean messageSet) {
    this.kernel = kernel;
    this.messageSet = messageSet;
    this.byContent = messageSet;
  }

  /** The event with that ordinal happens: what comes from now on is its work. */
  void happens(long ordinal) {
    cause = ordinal;
  }

  long[] timers() {
    return timers;
  }

  void timers(long[] counted) {
    if (timers.length < counted.length) {
      timers = new long[counted.length];
    }
    Arrays.fill(timers, counted.length, timers.length, 0);
    System.arraycopy(counted, 0, timers, 0, counted.length);
  }

  /** From now on two events with equal contents have equal numbers. */
  void numberContents() {
    byContent = true;
  }

  int numberOf(Pending event) {
    return known(event.meta, event.delay, event.payload).number();
  }

  /**
   * What an event with that number brings, in 64 bits: the same in every JVM.
   *
   * @throws ModelException when that is told apart by its own {@code equals}
   */
  long digestOf(int number) {
    EventContents.Known known = contents.numbered(number);
    long said = known.opaque() < 0 ? known.said() : structures.structure(known.opaque());
    return KeyedHash.mix(KeyedHash.mix(KeyedHash.mix(known.meta()) + known.delay()) + said);
  }

  private EventContents.Known known(long meta, long delay, @Nullable Object payload) {
    boolean delivery = EventMeta.kind(meta) == EventMeta.DELIVERY;
    long counts = delivery ? 0 : delay;
    long said = structures.of(payload) & ~Contents.MAY_CHANGE;
    int opaque = structures.blind() ? opaque(meta, payload) : -1;
    EventContents.Known known = contents.find(meta, counts, said, opaque);
    if (known == null) {
      long key =
          messageSet && delivery && payload != null
              ? KeyedHash.of(0, EventMeta.DELIVERY, link(meta).subject, structures.key(payload))
              : 0;
      known = contents.add(meta, counts, said, opaque, key);
    }
    return known;
  }

  private int opaque(long meta, @Nullable Object payload) {
    int kind = EventMeta.kind(meta);
    if (kind == EventMeta.DELIVERY || kind == EventMeta.TIMER) {
      structures.mustBeToldApart(what(meta), kernel.hash().contents());
    }
    return structures.number(payload);
  }

  private String what(long meta) {
    String node = kernel.nodes().get(EventMeta.target(meta)).name;
    return EventMeta.kind(meta) == EventMeta.TIMER ? "a timer of " + node : "a message to " + node;
  }

  private Link link(long meta) {
    SimNode from = kernel.nodes().get(EventMeta.from(meta));
    return kernel.links().link(from, kernel.nodes().get(EventMeta.target(meta)));
  }

  /** The event, or null when it is one of the {@code pending} messages of a set. */
  @Nullable Pending event(
      long at,
      long meta,
      long extra,
      @Nullable Object payload,
      long sequence,
      long sent,
      Pending[] pending) {
    int kind = EventMeta.kind(meta);
    long delay = delay(at, meta);
    EventContents.Known known = byContent ? known(meta, delay, payload) : null;
    int content = known == null ? -1 : known.number();
    long key;
    String text;
    if (kind == EventMeta.CONTROL) {
      key = KeyedHash.of(0, kind, 0, next(kernel.nodes().size()));
      text = "the world goes on";
    } else if (kind == EventMeta.DELIVERY) {
      if (messageSet && contains(pending, content)) {
        return null;
      }
      Link link = link(meta);
      key = messageSet && known != null ? known.key() : KeyedHash.of(0, kind, link.subject, extra);
      text = link.text();
    } else {
      SimNode node = kernel.nodes().get(EventMeta.target(meta));
      key = KeyedHash.of(extra, kind, node.subject, next(node.index));
      text = node.name;
    }
    return new Pending(at, meta, extra, payload, sequence, delay, content, sent, key, cause, text);
  }

  private long delay(long at, long meta) {
    long now = kernel.now();
    int kind = EventMeta.kind(meta);
    if (kind != EventMeta.TIMER && kind != EventMeta.TASK) {
      return at - now;
    }
    ClockRate rate = kernel.nodes().get(EventMeta.target(meta)).clock.rate();
    return rate.localAt(at) - rate.localAt(now);
  }

  private static boolean contains(Pending[] pending, int content) {
    for (Pending event : pending) {
      if (event.content == content) {
        return true;
      }
    }
    return false;
  }

  private long next(int index) {
    if (index >= timers.length) {
      timers = Arrays.copyOf(timers, kernel.nodes().size() + 1);
    }
    return timers[index]++;
  }
}
