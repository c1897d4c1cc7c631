package dev.faultline.guard.group;

import dev.faultline.guard.group.BroadcastMessage.Echo;
import dev.faultline.guard.group.BroadcastMessage.Ready;
import dev.faultline.guard.group.BroadcastMessage.Send;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Broadcasts of which all honest members deliver the same, also where some members lie: Byzantine
 * reliable broadcast (Bracha, Information and Computation 75(2), 1987), for more than three times
 * as many members as may lie.
 *
 * <p>What an honest member broadcasts is delivered by all honest ones; what one honest member
 * delivers of anybody, all do, once and the same; what was not broadcast by an honest member is not
 * delivered as from it. There is no order between messages, and a message of a liar may be
 * delivered by none. It needs no time and no clock, and links that lose nothing and whose ends are
 * known, such as {@code faultline-link}'s ordered streams with keys. A member keeps nothing for a
 * restart: one that was down counts as one that lies.
 *
 * <p>What is not delivered yet is kept. A liar may begin messages that are never delivered, or
 * speak of messages that nobody has begun, so look at {@link #underWay} and {@link #unfounded}, and
 * stop hearing a member that has more of either than you allow it.
 *
 * <p>Not thread-safe: its owner calls it.
 *
 * @param <V> what is broadcast; must be immutable, with equals
 */
public final class ReliableBroadcast<V> {
  private final String self;
  private final List<String> members;
  private final int liars;
  private final BroadcastPort<V> port;
  private final Map<String, Origin<V>> origins = new TreeMap<>();
  private long broadcast;
  private long refused;

  /** What has come of the messages of one member. */
  private static final class Origin<V> {
    /** All up to it are delivered. */
    private long upTo;

    private final TreeSet<Long> delivered = new TreeSet<>();
    private final TreeMap<Long, Instance<V>> underWay = new TreeMap<>();

    /** How many of those under way it has begun itself, as far as this member can know. */
    private int founded;

    /** Of how many messages of anybody it has spoken, of which nobody knows whether they are. */
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

  /** One message: who said what. Each member is heard once of each kind. */
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
   * A member that has heard nothing yet.
   *
   * @param members all, this one too, the same everywhere
   * @param liars how many of them may lie or be down
   * @throws IllegalArgumentException if members are not more than three times as many: with fewer
   *     they either wait for what the liars may keep to themselves, or let them have two truths; or
   *     if this one is not among them
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
   * Broadcasts a message, which this member delivers like all others.
   *
   * @return its number, from 1
   */
  public long broadcast(V value) {
    Send<V> message = new Send<>(self, ++broadcast, value);
    tell(message);
    return message.sequence();
  }

  /** Takes a message of a member; those of others have no effect and are counted. */
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
   * Who has to answer for a message: its origin, where it was told so by the origin itself or by
   * one more than may lie; until then those who speak of it.
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

  /** Delivers what more than twice as many as may lie are ready for. */
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
   * How many messages a member has begun that take memory here: not delivered yet, or delivered
   * while one with a lower number is not. An honest member has as many as it broadcasts within the
   * slowest way of a message.
   */
  public int underWay(String member) {
    Origin<V> origin = origins.get(member);
    return origin == null ? 0 : origin.founded + origin.delivered.size();
  }

  /**
   * Of how many messages a member speaks that neither their origin nor more members than may lie
   * have spoken of. An honest member may have that many which a liar has told it alone: where each
   * stops hearing who has more than so many under way, no more than so many for each member.
   */
  public int unfounded(String member) {
    Origin<V> origin = origins.get(member);
    return origin == null ? 0 : origin.unfounded;
  }

  /** How many messages were of no member, without a number, or sent in another's name. */
  public long refused() {
    return refused;
  }
}
