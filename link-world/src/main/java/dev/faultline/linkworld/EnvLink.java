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

  /** A sync, and the news of it, take so long at most, each. */
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

  /** An endpoint that lives and dies with this incarnation. */
  public EnvLink(Env env, LinkOptions options, LinkHandler handler) {
    this(env, options, LONGEST_SYNC, null, null, endpoints(env, options, handler));
  }

  /** An endpoint whose packets are protected, and that lives and dies with this incarnation. */
  public static EnvLink secured(
      Env env, LinkOptions options, LinkHandler handler, KeyExchange exchange) {
    return new EnvLink(
        env, options, LONGEST_SYNC, null, exchange, endpoints(env, options, handler));
  }

  /**
   * Any endpoint on any part of the node's store.
   *
   * @param longestSync a sync, and the news of it, take so long at most, each
   * @param storage where what is durable lies; null for an endpoint whose sessions end with it
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

  /** An endpoint that goes on with what earlier incarnations have made durable. */
  public static EnvLink durable(Env env, LinkOptions options, LinkHandler handler) {
    return durable(env, options, handler, null, LONGEST_SYNC);
  }

  /**
   * An endpoint whose packets are protected, and that goes on with what earlier incarnations have
   * made durable; of keys it keeps nothing, so it agrees on new ones with every peer.
   *
   * @param longestSync a sync, and the news of it, take so long at most, each
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

  /** Starts a session with the node at this address that has this key, if links are protected. */
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

  /** What protects the packets, if anything does. */
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

  /** Sends what is to be sent, and sets the timer for what comes next. */
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
