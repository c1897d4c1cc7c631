package dev.faultline.linkworld;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.link.Endpoint;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.LinkOptions;
import dev.faultline.link.Session;
import dev.faultline.link.secure.KeyExchange;
import dev.faultline.link.secure.SecureLayer;
import dev.faultline.link.storage.Storage;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs an endpoint inside a node: datagrams are byte arrays sent through {@link Env#send}, time is
 * the node's own, and durable state is in {@link Env#store}. The node passes its messages and
 * timers to {@link #receive} and {@link #timer}, and calls {@link #flush} after it has offered
 * messages.
 */
public final class EnvLink {
  private enum Tick {
    TICK
  }

  /**
   * A timer: first for the sync itself, then for telling the endpoint. A crash may come between.
   */
  private record Sync(EnvLink link, long token, boolean done) {}

  /** The most polls at one moment that each send something; more are a bug. */
  private static final int MOST_POLLS = 10_000;

  /** The longest time of a sync, and of the report of its completion. */
  private static final Duration LONGEST_SYNC = Duration.ofMillis(1);

  private final Env env;
  private final int longestSyncNanos;
  private final Endpoint endpoint;
  private final @Nullable EnvStorage storage;
  private final @Nullable SecureLayer secure;
  private final List<Address> peers = new ArrayList<>();
  private final SortedMap<String, Integer> numbers = new TreeMap<>();
  private long timer;
  private long timerAt = Long.MAX_VALUE;

  /** An endpoint that is lost with this incarnation. */
  public EnvLink(Env env, LinkOptions options, LinkHandler handler) {
    this(env, options, LONGEST_SYNC, null, null, endpoints(env, options, handler));
  }

  /** An endpoint with protected packets that is lost with this incarnation. */
  public static EnvLink secured(
      Env env, LinkOptions options, LinkHandler handler, KeyExchange exchange) {
    return new EnvLink(
        env, options, LONGEST_SYNC, null, exchange, endpoints(env, options, handler));
  }

  /**
   * Any endpoint on any part of the node's store.
   *
   * @param longestSync the longest time of a sync, and of the report of its completion
   * @param storage where durable state is kept; null for an endpoint without storage
   * @param endpoints makes the endpoint on that storage
   */
  EnvLink(
      Env env,
      LinkOptions options,
      Duration longestSync,
      @Nullable EnvStorage storage,
      @Nullable KeyExchange exchange,
      Function<@Nullable Storage, Endpoint> endpoints) {
    secure = exchange == null ? null : new SecureLayer(exchange, env.random(), options);
    longestSyncNanos = (int) longestSync.toNanos() + 1;
    this.env = env;
    this.storage = storage;
    endpoint = endpoints.apply(storage);
    if (secure != null) {
      secure.protect(endpoint);
    }
  }

  /** An endpoint that recovers what earlier incarnations made durable. */
  public static EnvLink durable(Env env, LinkOptions options, LinkHandler handler) {
    return durable(env, options, handler, null, LONGEST_SYNC);
  }

  /**
   * An endpoint with protected packets that recovers what earlier incarnations made durable.
   * Session keys are not durable, so it agrees on new ones with every peer.
   *
   * @param longestSync the longest time of a sync, and of the report of its completion
   */
  public static EnvLink durableSecured(
      Env env,
      LinkOptions options,
      LinkHandler handler,
      KeyExchange exchange,
      Duration longestSync) {
    return durable(env, options, handler, exchange, longestSync);
  }

  private static EnvLink durable(
      Env env,
      LinkOptions options,
      LinkHandler handler,
      @Nullable KeyExchange exchange,
      Duration longestSync) {
    EnvLink link =
        new EnvLink(
            env,
            options,
            longestSync,
            new EnvStorage(env.store()),
            exchange,
            endpoints(env, options, handler));
    link.flush();
    return link;
  }

  private static Function<@Nullable Storage, Endpoint> endpoints(
      Env env, LinkOptions options, LinkHandler handler) {
    return storage ->
        storage == null
            ? new Endpoint(options, env.random(), handler)
            : new Endpoint(options, env.random(), handler, storage);
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /** Starts a session with the node at this address. */
  public Session connect(Address peer) {
    return connect(peer, 0);
  }

  /** For protected links: starts a session with the node at this address that has this key. */
  public Session connect(Address peer, int key) {
    long number = number(peer);
    Session session =
        endpoint.connect(env.nanoTime(), secure == null ? number : secure.peer(number, key));
    flush();
    return session;
  }

  /** Connects a recovered session with the node at this address. */
  public void connect(Session session, Address peer) {
    long number = number(peer);
    session.connect(env.nanoTime(), secure == null ? number : secure.peer(number, 0));
    flush();
  }

  /** The address behind {@link Session#peer}. */
  public Address address(long peer) {
    return peers.get((int) (secure == null ? peer : secure.address(peer)));
  }

  /** The layer that protects the packets; null if traffic is plain. */
  public @Nullable SecureLayer secure() {
    return secure;
  }

  /** To be called by {@code Node.receive}. Returns false for a message that is not a datagram. */
  public boolean receive(Address from, Object message) {
    if (!(message instanceof byte[] bytes)) {
      return false;
    }
    long now = env.nanoTime();
    MemorySegment datagram = MemorySegment.ofArray(bytes);
    if (secure == null) {
      endpoint.onDatagram(now, number(from), datagram, 0, bytes.length);
    } else {
      secure.onDatagram(now, number(from), datagram, 0, bytes.length, endpoint);
    }
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
        try {
          env.store().sync();
        } catch (UncheckedIOException e) {
          endpoint.onStorageFailure(env.nanoTime());
          flush();
          return true;
        }
        if (storage != null) {
          storage.synced();
        }
        env.timer(env.random().nextInt(longestSyncNanos), new Sync(this, sync.token(), true));
      }
      return true;
    }
    if (tag != Tick.TICK) {
      return false;
    }
    timerAt = Long.MAX_VALUE;
    endpoint.onTimer(env.nanoTime());
    if (secure != null) {
      secure.onTimer(env.nanoTime(), endpoint);
    }
    flush();
    return true;
  }

  /** Sends the packets that are due, and sets the timer for the next deadline. */
  public void flush() {
    long now = env.nanoTime();
    int polls = 0;
    do {
      poll(now);
      if (++polls > MOST_POLLS) {
        throw new AssertionError("the endpoint never comes to rest at " + now + " ns");
      }
    } while (nextDeadline() == Long.MIN_VALUE);
    if (storage != null) {
      for (long token : storage.takeAsked()) {
        env.timer(env.random().nextInt(longestSyncNanos), new Sync(this, token, false));
      }
    }
    long due = nextDeadline();
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

  private void poll(long now) {
    if (secure == null) {
      endpoint.poll(now, this::send);
    } else {
      secure.beginPoll(now, this::send);
      endpoint.poll(now, secure);
    }
  }

  private long nextDeadline() {
    long deadline = endpoint.nextDeadline();
    return secure == null ? deadline : Math.min(deadline, secure.nextDeadline());
  }

  private boolean send(long address, MemorySegment segment, long offset, int length) {
    env.send(
        peers.get((int) address), segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
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
