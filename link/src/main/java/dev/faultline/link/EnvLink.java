package dev.faultline.link;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs an endpoint inside a node: datagrams are byte arrays sent through {@link Env#send}, time is
 * the node's own, and what is durable lies in {@link Env#store}. The node hands over what its
 * handlers are given, and calls {@link #flush} when it has offered messages.
 */
public final class EnvLink {
  private enum Tick {
    TICK
  }

  /** A sync takes place; then, later, the endpoint hears of it, unless a crash comes between. */
  private record Sync(EnvLink link, long token, boolean done) {}

  /** Polls at one moment, each of which sends something; more are a bug. */
  private static final int MOST_POLLS = 10_000;

  /** A sync, and the news of it, take so long at most. */
  private static final Duration LONGEST_SYNC = Duration.ofMillis(1);

  private final Env env;
  private final int longestSyncNanos;
  private final Endpoint endpoint;
  private final @Nullable EnvStorage storage;
  private final List<Address> peers = new ArrayList<>();
  private final SortedMap<String, Integer> numbers = new TreeMap<>();
  private long timer;
  private long timerAt = Long.MAX_VALUE;

  /** An endpoint that lives and dies with this incarnation. */
  public EnvLink(Env env, LinkOptions options, LinkHandler handler) {
    this(env, options, handler, false, Rules.SOUND, LONGEST_SYNC);
  }

  EnvLink(
      Env env,
      LinkOptions options,
      LinkHandler handler,
      boolean durable,
      Rules rules,
      Duration longestSync) {
    longestSyncNanos = (int) longestSync.toNanos() + 1;
    this.env = env;
    storage = durable ? new EnvStorage(env.store()) : null;
    endpoint = new Endpoint(options, env.random(), handler, storage, rules);
  }

  /** An endpoint that goes on with what earlier incarnations have made durable. */
  public static EnvLink durable(Env env, LinkOptions options, LinkHandler handler) {
    EnvLink link = new EnvLink(env, options, handler, true, Rules.SOUND, LONGEST_SYNC);
    link.flush();
    return link;
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /** Starts a session with the node at this address. */
  public Session connect(Address peer) {
    Session session = endpoint.connect(env.nanoTime(), number(peer));
    flush();
    return session;
  }

  /** Connects a recovered session with the node at this address. */
  public void connect(Session session, Address peer) {
    session.connect(env.nanoTime(), number(peer));
    flush();
  }

  /** The address behind {@link Session#peer}. */
  public Address address(long peer) {
    return peers.get((int) peer);
  }

  /** To be called by {@code Node.receive}. Returns false for a message that is not a datagram. */
  public boolean receive(Address from, Object message) {
    if (!(message instanceof byte[] bytes)) {
      return false;
    }
    endpoint.onDatagram(
        env.nanoTime(), number(from), MemorySegment.ofArray(bytes), 0, bytes.length);
    flush();
    return true;
  }

  /** To be called by {@code Node.timer}. Returns false for a timer that is not the link's. */
  public boolean timer(Object tag) {
    if (tag instanceof Sync sync && sync.link() == this) {
      if (sync.done()) {
        endpoint.onStorage(env.nanoTime(), sync.token());
        flush();
      } else {
        env.store().sync();
        env.timer(env.random().nextInt(longestSyncNanos), new Sync(this, sync.token(), true));
      }
      return true;
    }
    if (tag != Tick.TICK) {
      return false;
    }
    timerAt = Long.MAX_VALUE;
    endpoint.onTimer(env.nanoTime());
    flush();
    return true;
  }

  /** Sends what is to be sent, and sets the timer for what comes next. */
  public void flush() {
    long now = env.nanoTime();
    int polls = 0;
    do {
      endpoint.poll(now, this::send);
      if (++polls > MOST_POLLS) {
        throw new AssertionError("the endpoint never comes to rest at " + now + " ns");
      }
    } while (endpoint.nextDeadline() == Long.MIN_VALUE);
    if (storage != null) {
      for (long token : storage.takeAsked()) {
        env.timer(env.random().nextInt(longestSyncNanos), new Sync(this, token, false));
      }
    }
    long due = endpoint.nextDeadline();
    if (due == timerAt) {
      return;
    }
    if (timerAt != Long.MAX_VALUE) {
      env.cancel(timer);
    }
    timerAt = due;
    if (due != Long.MAX_VALUE) {
      timer = env.timer(due - now, Tick.TICK);
    }
  }

  private boolean send(long peer, MemorySegment segment, long offset, int length) {
    env.send(address(peer), segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
    return true;
  }

  private long number(Address address) {
    Integer known = numbers.get(address.name());
    if (known != null) {
      return known;
    }
    numbers.put(address.name(), peers.size());
    peers.add(address);
    return peers.size() - 1L;
  }
}
