package dev.faultline.link;

import dev.faultline.link.journal.Handling;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Two endpoints with storages, and a wire that a test holds in its hands. */
final class DurablePair {
  static final int STREAM = 1;

  /** What a side does with a message instead of keeping its number as an effect. */
  @FunctionalInterface
  interface Handling {
    boolean take(
        Session from, int stream, long sequence, MemorySegment at, long offset, int length);
  }

  /** One side: it keeps the numbers that it was sent, and records each as an effect. */
  static final class Side implements LinkHandler {
    final MemoryStorage storage;
    final List<Long> numbers = new ArrayList<>();
    final List<byte[]> outbound = new ArrayList<>();
    private final LinkOptions options;
    private final long seed;
    private final Rules rules;
    private Endpoint endpoint;
    Predicate<byte[]> lost = datagram -> false;
    @Nullable SessionEnd ended;
    Runnable ending = () -> {};

    /** What it does with a message, if not what it always does. */
    @Nullable Handling handling;

    /** Whether it gives all numbers as its state, which it fills up to this length. */
    int stateBytes;

    /** Whether the egress has no room. */
    boolean jammed;

    int restored;

    /** How long the states were that it was given, one after the other. */
    final List<Integer> states = new ArrayList<>();

    int timesFull;
    int timesRoom;

    Side(MemoryStorage storage, LinkOptions options, long seed) {
      this(storage, options, seed, Rules.SOUND);
    }

    Side(MemoryStorage storage, LinkOptions options, long seed, Rules rules) {
      this.rules = rules;
      this.storage = storage;
      this.options = options;
      this.seed = seed;
      endpoint = new Endpoint(options, new SplittableRandom(seed), this, storage, rules);
    }

    Endpoint endpoint() {
      return endpoint;
    }

    /** The process is gone, and with it what was not synced but so many records. */
    void crash(int survivors) {
      storage.crash(survivors);
      start();
    }

    /** The process is gone, and with it nothing that it has written, as long as there is power. */
    void kill() {
      storage.kill();
      start();
    }

    /** The process starts again with other options. */
    void restart(LinkOptions others) {
      storage.crash(0);
      numbers.clear();
      outbound.clear();
      endpoint = new Endpoint(others, new SplittableRandom(seed * 37), this, storage, rules);
    }

    void start() {
      numbers.clear();
      outbound.clear();
      endpoint = new Endpoint(options, new SplittableRandom(seed * 31), this, storage, rules);
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      if (handling != null) {
        return handling.take(from, stream, sequence, buffer, offset, length);
      }
      numbers.add(buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, offset));
      from.effect(stream, sequence, buffer, offset, length);
      return true;
    }

    @Override
    public @Nullable MemorySegment snapshot() {
      if (stateBytes == 0) {
        return null;
      }
      MemorySegment state = MemorySegment.ofArray(new byte[stateBytes]);
      state.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, numbers.size());
      for (int i = 0; i < numbers.size(); i++) {
        state.set(ValueLayout.JAVA_LONG_UNALIGNED, 8L + 8 * i, numbers.get(i));
      }
      return state;
    }

    @Override
    public void onRestored(MemorySegment state, long offset, int length) {
      states.add(length);
      numbers.clear();
      for (int i = 0; i < state.get(ValueLayout.JAVA_LONG_UNALIGNED, offset); i++) {
        numbers.add(state.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + 8 + 8L * i));
      }
      restored = length;
    }

    @Override
    public void onRecovered(
        SessionId session, int stream, long sequence, MemorySegment effect, long at, int length) {
      numbers.add(effect.get(ValueLayout.JAVA_LONG_UNALIGNED, at));
    }

    @Override
    public void onEnded(Session session, SessionEnd why) {
      ended = why;
      ending.run();
    }

    @Override
    public void onStorageFull() {
      timesFull++;
    }

    @Override
    public void onStorageRoom() {
      timesRoom++;
    }

    boolean send(long peer, MemorySegment segment, long offset, int length) {
      if (jammed) {
        return false;
      }
      byte[] datagram = segment.asSlice(offset, length).toArray(Wire.BYTE);
      if (!lost.test(datagram)) {
        outbound.add(datagram);
      }
      return true;
    }
  }

  final Side a;
  final Side b;
  long now;
  boolean syncs = true;

  DurablePair(LinkOptions options) {
    this(options, Rules.SOUND);
  }

  DurablePair(LinkOptions options, Rules rules) {
    a = new Side(new MemoryStorage(), options, 1, rules);
    b = new Side(new MemoryStorage(), options, 2, rules);
  }

  /** Begins a session, or goes on with the one that was recovered. */
  Session connect() {
    Session session =
        a.endpoint.sessions().isEmpty()
            ? a.endpoint.connect(now, 0)
            : a.endpoint.sessions().getFirst();
    if (!session.connected()) {
      session.connect(now, 0);
    }
    session.open(STREAM, StreamKind.LOGGED);
    return Objects.requireNonNull(session);
  }

  static long offer(Session session, long number) {
    return session.offer(STREAM, Messages.message(number, 8), 0, 8);
  }

  void trips(int count) {
    for (int i = 0; i < count; i++) {
      carry(a, b);
      carry(b, a);
    }
  }

  void carry(Side from, Side to) {
    carry(from, to, () -> {});
  }

  /** Does something before what was sent arrives. */
  void carry(Side from, Side to, Runnable first) {
    now += 500_000;
    poll(from);
    first.run();
    List<byte[]> datagrams = List.copyOf(from.outbound);
    from.outbound.clear();
    for (byte[] datagram : datagrams) {
      to.endpoint.onDatagram(now, 0, MemorySegment.ofArray(datagram), 0, datagram.length);
    }
    poll(to);
  }

  private void poll(Side side) {
    side.endpoint.onTimer(now);
    side.endpoint.poll(now, side::send);
    if (syncs) {
      side.storage.finishSync(now, side.endpoint);
      side.endpoint.poll(now, side::send);
    }
  }

  /** Whether a side has 1, 2, 3 … and nothing else. */
  static boolean inOrder(List<Long> numbers) {
    return numbers.isEmpty()
        || (numbers.getLast() == numbers.size() && new TreeSet<>(numbers).size() == numbers.size());
  }
}
