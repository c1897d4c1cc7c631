package dev.faultline.link;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Runs an endpoint inside a node: datagrams are byte arrays sent through {@link Env#send}, time is
 * the node's own. The node hands over what its handlers are given and calls {@link #flush} when it
 * has offered messages.
 */
public final class EnvLink {
  private record Tick() {}

  private static final Tick TICK = new Tick();

  private final Env env;
  private final Endpoint endpoint;
  private final List<Address> peers = new ArrayList<>();
  private final SortedMap<String, Integer> numbers = new TreeMap<>();
  private long timer;
  private long timerAt = Long.MAX_VALUE;

  /** An endpoint for this incarnation. */
  public EnvLink(Env env, LinkOptions options, LinkHandler handler) {
    this.env = env;
    endpoint = new Endpoint(options, env.random(), handler);
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
    if (tag != TICK) {
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
    do {
      endpoint.poll(now, this::send);
    } while (endpoint.nextDeadline() == Long.MIN_VALUE);
    long due = endpoint.nextDeadline();
    if (due == timerAt) {
      return;
    }
    if (timerAt != Long.MAX_VALUE) {
      env.cancel(timer);
    }
    timerAt = due;
    if (due != Long.MAX_VALUE) {
      timer = env.timer(due - now, TICK);
    }
  }

  private boolean send(long peer, MemorySegment segment, long offset, int length) {
    env.send(
        address(peer),
        segment.asSlice(offset, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    return true;
  }

  private long number(Address address) {
    return numbers.computeIfAbsent(
        address.name(),
        name -> {
          peers.add(address);
          return peers.size() - 1;
        });
  }
}
