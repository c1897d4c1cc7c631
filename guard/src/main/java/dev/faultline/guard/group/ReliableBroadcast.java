package dev.faultline.guard.group;

import dev.faultline.guard.group.BroadcastMessage.Echo;
import dev.faultline.guard.group.BroadcastMessage.Ready;
import dev.faultline.guard.group.BroadcastMessage.Send;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Byzantine reliable broadcast (Bracha, Information and Computation 75(2), 1987): all honest
 * members deliver the same messages although some members lie. It needs more than three times as
 * many members as may lie.
 *
 * <p>Guarantees: a message that an honest member broadcasts is delivered by all honest members; if
 * one honest member delivers a message, whatever its origin, all do, exactly once and with the same
 * content; no message is delivered in the name of an honest member that did not broadcast it.
 * Messages are not ordered, and a message of a liar may be delivered by no member. It needs no
 * clock, but reliable authenticated links, such as {@code faultline-link}'s ordered streams with
 * keys. A member keeps no durable state: one that was down counts as one that lies.
 *
 * <p>Undelivered messages stay in memory. A liar may start messages that are never delivered, or
 * claim to have received messages that no member broadcast. So watch {@link #underWay} and {@link
 * #unfounded}, and stop accepting messages from a member that exceeds the limits you set.
 *
 * <p>Not thread-safe: its owner calls it.
 *
 * @param <V> the broadcast values; must be immutable, with equals
 */
public final class ReliableBroadcast<V> {
  private final String self;
  private final List<String> members;
  private final int liars;
  private final BroadcastPort<V> port;
  private final Map<String, Origin<V>> origins = new TreeMap<>();
  private long broadcast;
  private long refused;

  /** The state of the messages of one member. */
  private static final class Origin<V> {
    /** All messages up to this number are delivered. */
    private long upTo;

    private final TreeSet<Long> delivered = new TreeSet<>();
    private final TreeMap<Long, Instance<V>> underWay = new TreeMap<>();

    /** How many messages under way it has started itself, as far as this member can know. */
    private int founded;

    /** How many messages, of any origin, it has claimed that are not confirmed to exist. */
    private int unfounded;

    private boolean isDelivered(long sequence) {
      return sequence <= upTo || delivered.contains(sequence);
    }

    private void delivered(long sequence) {
      delivered.add(sequence);
      // Only what is founded has found so many who are ready.
      underWay.remove(sequence);
      founded--;
      while (delivered.remove(upTo + 1)) {
        upTo++;
      }
    }
  }

  /** The votes for one message. Each member's first message of each kind counts. */
  private static final class Instance<V> {
    private final Map<String, V> echoes = new TreeMap<>();
    private final Map<String, V> readies = new TreeMap<>();
    private final TreeSet<String> speakers = new TreeSet<>();
    private boolean isFounded;
    private boolean isEchoed;
    private boolean isReady;

    private static <V> long count(Map<String, V> said, V value) {
      return said.values().stream().filter(value::equals).count();
    }
  }

  /**
   * Creates a member that has received no message yet.
   *
   * @param members all members including this one, the same at all members
   * @param liars how many of them may lie or be down
   * @throws IllegalArgumentException if there are not more than three times as many members: with
   *     fewer, honest members either wait for messages that liars withhold, or deliver different
   *     values; or if this member is not among them
   */
  public ReliableBroadcast(String self, List<String> members, int liars, BroadcastPort<V> port) {
    this.self = self;
    this.members = new Configuration(0, members).members();
    this.liars = liars;
    this.port = port;
    if (liars < 0 || this.members.size() <= 3 * (long) liars) {
      throw new IllegalArgumentException(
          "%d of %d members may lie, expected 0 to %d: fewer than a third"
              .formatted(liars, this.members.size(), (this.members.size() - 1) / 3));
    }
    if (!this.members.contains(self)) {
      throw new IllegalArgumentException(self + " is not among the members " + this.members);
    }
    this.members.forEach(each -> origins.put(each, new Origin<>()));
  }

  /**
   * Broadcasts a message; this member delivers it like all others.
   *
   * @return its number, from 1
   */
  public long broadcast(V value) {
    Send<V> message = new Send<>(self, ++broadcast, value);
    tell(message);
    return message.sequence();
  }

  /** Processes a message of a member; messages of non-members are ignored and counted. */
  public void receive(String from, BroadcastMessage<V> message) {
    Origin<V> origin = origins.get(message.origin());
    if (origin == null || !origins.containsKey(from)) {
      refused++;
      return;
    }
    long sequence = message.sequence();
    if (sequence < 1) {
      refused++;
      return;
    }
    if (origin.isDelivered(sequence)) {
      // All that this member had to say of it was said before it was delivered.
      return;
    }
    if (message instanceof Send<V> && !from.equals(message.origin())) {
      refused++;
      return;
    }
    Instance<V> instance = origin.underWay.computeIfAbsent(sequence, number -> new Instance<>());
    V value = message.value();
    spoken(origin, instance, from, message instanceof Send<V>);
    switch (message) {
      case Send<V> send -> {
        if (!instance.isEchoed) {
          instance.isEchoed = true;
          tell(new Echo<>(send.origin(), sequence, value));
        }
      }
      case Echo<V> echo -> {
        if (instance.echoes.putIfAbsent(from, value) == null
            && Instance.count(instance.echoes, value) > (members.size() + liars) / 2) {
          ready(instance, echo.origin(), sequence, value);
        }
      }
      case Ready<V> ready -> {
        if (instance.readies.putIfAbsent(from, value) == null) {
          long count = Instance.count(instance.readies, value);
          if (count > liars) {
            ready(instance, ready.origin(), sequence, value);
          }
          deliverIf(origin, ready.origin(), sequence, value);
        }
      }
    }
  }

  /**
   * Which members are charged for a message: its origin, once the origin itself or more members
   * than may lie have confirmed it; until then the members that claim it.
   */
  private void spoken(Origin<V> origin, Instance<V> instance, String from, boolean isByOrigin) {
    if (instance.isFounded) {
      return;
    }
    if (instance.speakers.add(from)) {
      of(from).unfounded++;
    }
    if (isByOrigin || instance.speakers.size() > liars) {
      instance.isFounded = true;
      origin.founded++;
      instance.speakers.forEach(each -> of(each).unfounded--);
      instance.speakers.clear();
    }
  }

  private Origin<V> of(String member) {
    Origin<V> origin = origins.get(member);
    if (origin == null) {
      throw new AssertionError(member + " is not a member, and was heard");
    }
    return origin;
  }

  private void ready(Instance<V> instance, String origin, long sequence, V value) {
    if (!instance.isReady) {
      instance.isReady = true;
      tell(new Ready<>(origin, sequence, value));
    }
  }

  /** Delivers a message when more than twice as many members as may lie are ready for it. */
  private void deliverIf(Origin<V> origin, String name, long sequence, V value) {
    Instance<V> instance = origin.underWay.get(sequence);
    if (instance != null && Instance.count(instance.readies, value) > 2 * (long) liars) {
      origin.delivered(sequence);
      port.deliver(name, sequence, value);
    }
  }

  private void tell(BroadcastMessage<V> message) {
    for (String each : members) {
      if (!each.equals(self)) {
        port.send(each, message);
      }
    }
    receive(self, message);
  }

  /**
   * How many messages of a member take memory here: not delivered yet, or delivered before one with
   * a lower number. An honest member has about as many as it broadcasts within the longest message
   * delay.
   */
  public int underWay(String member) {
    Origin<V> origin = origins.get(member);
    return origin == null ? 0 : origin.founded + origin.delivered.size();
  }

  /**
   * How many messages a member claims that are confirmed neither by their origin nor by more
   * members than may lie. An honest member may have some, which a liar has sent to it alone: if all
   * members apply the same limit to messages under way, it has at most that many for each member.
   */
  public int unfounded(String member) {
    Origin<V> origin = origins.get(member);
    return origin == null ? 0 : origin.unfounded;
  }

  /**
   * How many messages came from a non-member, had no valid number, or were sent in another member's
   * name.
   */
  public long refused() {
    return refused;
  }
}
