package dev.faultline.link;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.link.rules.Rules;
import dev.faultline.linkworld.RoughStorage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs a durable endpoint as {@link EnvLink} does, on a machine that is less friendly: its
 * monotonic clock begins anywhere, its egress is full now and then, others use up its disk, and
 * copies of what it sent arrive minutes later.
 */
final class RoughLink {
  /**
   * What is rough.
   *
   * @param clocks whether clocks begin anywhere; else at zero
   * @param jamOneIn of so many datagrams one finds the egress full; 0 for none
   * @param tightUntilNanos until this time of the node's clock others use up the disk
   * @param lateOneIn of so many datagrams one has a copy that comes late; 0 for none
   * @param failOneIn until then, of so many datagrams that arrive one finds that the disk has
   *     failed; 0 for none
   * @param fullOneIn until then, of so many times that others use up or empty the disk, they leave
   *     one time nothing, not even what was reserved; 0 for never
   */
  record Rough(
      boolean clocks,
      int jamOneIn,
      long tightUntilNanos,
      int lateOneIn,
      int failOneIn,
      int fullOneIn) {
    static final Rough ALL = new Rough(true, 40, Duration.ofSeconds(20).toNanos(), 12, 0, 0);

    Rough failing(int oneIn) {
      return new Rough(clocks, jamOneIn, tightUntilNanos, lateOneIn, oneIn, fullOneIn);
    }

    Rough full(int oneIn) {
      return new Rough(clocks, jamOneIn, tightUntilNanos, lateOneIn, failOneIn, oneIn);
    }
  }

  private record Sync(RoughLink link, long token, boolean done) {}

  private record Late(RoughLink link, Address to, byte[] bytes) {}

  private enum Tick {
    TICK,
    UNJAM
  }

  private static final long DAY = Duration.ofDays(1).toNanos();
  private static final int LONGEST_SYNC_NANOS = 100_000_000;
  private static final int LATEST_MILLIS = 150_000;

  private final Env env;
  private final Rough rough;
  private final long origin;
  private final Endpoint endpoint;
  private final RoughStorage storage;
  private final List<Address> peers = new ArrayList<>();
  private boolean jammed;
  private boolean failed;
  private long timer;
  private long timerAt = Long.MAX_VALUE;

  RoughLink(Env env, LinkOptions options, LinkHandler handler, Rules rules, Rough rough) {
    this.env = env;
    this.rough = rough;
    origin = rough.clocks() ? origin(env.random()) : 0;
    storage = new RoughStorage(env, rough.tightUntilNanos(), rough.fullOneIn());
    endpoint = new Endpoint(options, env.random(), handler, storage, rules);
    flush();
  }

  /** A machine that has just been started, or has been up for days, years, or for ever. */
  private static long origin(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextLong(3 * DAY);
      case 2 -> random.nextLong(10_000 * DAY);
      default -> random.nextLong(1L << 62);
    };
  }

  /** How many records its storage holds. */
  int records() {
    return env.store().range("link/", "link0").size();
  }

  long now() {
    return origin + env.nanoTime();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Session connect(Address peer, long label) {
    Session session = endpoint.connect(now(), number(peer), label);
    flush();
    return session;
  }

  void connect(Session session, Address peer) {
    session.connect(now(), number(peer));
    flush();
  }

  void receive(Address from, Object message) {
    byte[] bytes = (byte[]) message;
    endpoint.onDatagram(now(), number(from), MemorySegment.ofArray(bytes), 0, bytes.length);
    if (!failed && env.nanoTime() < rough.tightUntilNanos() && one(rough.failOneIn())) {
      failed = true;
      endpoint.onStorageFailure(now());
    }
    flush();
  }

  /** Whether the disk has failed, after which only a process that starts anew goes on. */
  boolean failed() {
    return failed;
  }

  /** The process is gone; what it has written is there, as long as there is power. */
  void kill() {
    if (timerAt != Long.MAX_VALUE) {
      env.cancel(timer);
    }
  }

  boolean timer(Object tag) {
    switch (tag) {
      case Sync sync when sync.link() == this -> {
        if (failed) {
          return true;
        }
        if (sync.done()) {
          endpoint.onStorage(now(), sync.token());
        } else {
          env.store().sync();
          storage.synced();
          env.timer(env.random().nextInt(LONGEST_SYNC_NANOS), new Sync(this, sync.token(), true));
        }
      }
      case Late late when late.link() == this -> env.send(late.to(), late.bytes());
      case Tick.TICK -> {
        timerAt = Long.MAX_VALUE;
        endpoint.onTimer(now());
      }
      case Tick.UNJAM -> jammed = false;
      case Sync(RoughLink of, long token, boolean done) -> {
        // Of a process that is gone.
        return true;
      }
      case Late late -> {
        return true;
      }
      default -> {
        return false;
      }
    }
    flush();
    return true;
  }

  void flush() {
    int polls = 0;
    do {
      // A disk that stays as it is after two polls shows a deadline that polls do not move.
      storage.still(polls >= 2);
      endpoint.poll(now(), this::send);
      if (++polls > 10_000) {
        throw new AssertionError("the endpoint never comes to rest at " + now());
      }
    } while (endpoint.nextDeadline() <= now() && !jammed);
    storage.still(false);
    for (long token : storage.takeAsked()) {
      env.timer(env.random().nextInt(LONGEST_SYNC_NANOS), new Sync(this, token, false));
    }
    long due = jammed ? Long.MAX_VALUE : endpoint.nextDeadline();
    if (due == timerAt) {
      return;
    }
    if (timerAt != Long.MAX_VALUE) {
      env.cancel(timer);
    }
    timerAt = due;
    if (due != Long.MAX_VALUE) {
      timer = env.timer(due - now(), Tick.TICK);
    }
  }

  private boolean send(long address, MemorySegment segment, long offset, int length) {
    if (jammed) {
      return false;
    }
    if (one(rough.jamOneIn())) {
      jammed = true;
      env.timer(Duration.ofMillis(1 + env.random().nextInt(one(4) ? 2_000 : 100)), Tick.UNJAM);
      return false;
    }
    byte[] bytes = segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    Address to = peers.get((int) address);
    env.send(to, bytes);
    if (one(rough.lateOneIn())) {
      env.timer(Duration.ofMillis(env.random().nextInt(LATEST_MILLIS)), new Late(this, to, bytes));
    }
    return true;
  }

  private boolean one(int in) {
    return in > 0 && env.random().nextInt(in) == 0;
  }

  private long number(Address address) {
    int known = peers.indexOf(address);
    if (known < 0) {
      peers.add(address);
      return peers.size() - 1L;
    }
    return known;
  }

  static @Nullable Session begun(Endpoint endpoint) {
    for (Session session : endpoint.sessions()) {
      if (session.initiator()) {
        return session;
      }
    }
    return null;
  }
}
