package dev.faultline.bench.link;

import dev.faultline.bench.Benchmark;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.LinkDriver;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What idle sessions keep: two drivers, in turns on one thread, and very many sessions with a
 * stream from either end, before any of them has sent a message and after each has sent some. Both
 * ends are in this process, so there are twice as many session ends as sessions.
 */
public final class IdleBenchmark implements Benchmark {
  private static final int SESSIONS = 10_000;
  private static final int MESSAGES = 1;
  private static final int SECONDS = 5;
  private static final int STREAM = 1;
  private static final int MESSAGE_BYTES = 64;

  /** So many connect, or send, before either driver has its turn. */
  private static final int PORTION = 100;

  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private static final class Counting implements LinkHandler {
    long messages;
    long connected;
    long disconnected;

    @Override
    public void onConnected(Session session) {
      connected++;
      if (!session.initiator()) {
        session.open(STREAM, StreamKind.ORDERED);
      }
    }

    @Override
    public void onDisconnected(Session session) {
      disconnected++;
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      messages++;
      return true;
    }
  }

  private final Counting home = new Counting();
  private final Counting away = new Counting();
  private final List<Session> sessions = new ArrayList<>();
  private final long start = System.nanoTime();
  private long longestNanos;
  private long residentAtFirst;

  @Override
  public String name() {
    return "link-idle";
  }

  @Override
  public String description() {
    return "what idle sessions keep of the memory that they have used: [sessions, "
        + SESSIONS
        + "] [messages of each end, "
        + MESSAGES
        + "] [seconds of silence, "
        + SECONDS
        + "]";
  }

  @Override
  public void run(List<String> args) throws IOException {
    int count = args.isEmpty() ? SESSIONS : Integer.parseInt(args.getFirst());
    int messages = args.size() < 2 ? MESSAGES : Integer.parseInt(args.get(1));
    int seconds = args.size() < 3 ? SECONDS : Integer.parseInt(args.get(2));
    if (count < 1 || messages < 0 || seconds < 1) {
      throw new IllegalArgumentException(
          count
              + " sessions, "
              + messages
              + " messages, "
              + seconds
              + " s: expected at least 1, 0, 1");
    }
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (LinkDriver left = LinkDriver.open(loopback, DriverOptions.DEFAULT, home);
        LinkDriver right = LinkDriver.open(loopback, DriverOptions.DEFAULT, away);
        Arena arena = Arena.ofConfined()) {
      print("at first", left, right);
      for (int i = 0; i < count; i++) {
        Session session = left.connect(right.localAddress());
        session.open(STREAM, StreamKind.ORDERED);
        sessions.add(session);
        if (i % PORTION == 0) {
          turn(left, right);
        }
      }
      await(left, right, () -> away.connected - count);
      silence(left, right, seconds);
      print("connected, with a stream", left, right);
      MemorySegment message = arena.allocate(MESSAGE_BYTES, 64);
      send(left, right, sessions, message, messages);
      send(left, right, right.sessions(), message, messages);
      long all = (long) messages * count;
      await(left, right, () -> Math.min(away.messages, home.messages) - all);
      print(messages + " messages from each end", left, right);
      silence(left, right, seconds);
      print("idle", left, right);
    }
  }

  private interface Missing {
    /** Below zero as long as something is missing. */
    long count();
  }

  private void await(LinkDriver left, LinkDriver right, Missing missing) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (missing.count() < 0) {
      turn(left, right);
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(-missing.count() + " are missing after 60 s");
      }
    }
  }

  private void silence(LinkDriver left, LinkDriver right, int seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() - end < 0) {
      turn(left, right);
    }
  }

  private void send(
      LinkDriver left, LinkDriver right, List<Session> from, MemorySegment message, int messages) {
    for (int i = 0; i < from.size(); i++) {
      for (int each = 0; each < messages; each++) {
        while (from.get(i).offer(STREAM, message, 0, MESSAGE_BYTES) < 0) {
          turn(left, right);
        }
      }
      if (i % PORTION == 0) {
        turn(left, right);
      }
    }
  }

  private void turn(LinkDriver left, LinkDriver right) {
    long start = System.nanoTime();
    left.work();
    right.work();
    longestNanos = Math.max(longestNanos, System.nanoTime() - start);
  }

  private void print(String when, LinkDriver left, LinkDriver right) throws IOException {
    long before = System.nanoTime();
    System.gc();
    long gc = System.nanoTime() - before;
    Runtime runtime = Runtime.getRuntime();
    long resident = Resident.kilobytes();
    if (residentAtFirst == 0) {
      residentAtFirst = resident;
    }
    System.out.printf(
        Locale.ROOT,
        "%-30s %,9d kB resident, %,9d kB more than at first, %,9d kB of heap in use; %,d + %,d"
            + " connections, %d + %d lost; %,d + %,d packets, %,d + %,d times no room to send;"
            + " longest turn %,d ms, collection %,d ms; %,d + %,d probes, %,d + %,d counted as"
            + " lost; %.1f s%n",
        when,
        resident,
        resident - residentAtFirst,
        (runtime.totalMemory() - runtime.freeMemory()) >> 10,
        home.connected,
        away.connected,
        home.disconnected,
        away.disconnected,
        left.linkCounters().packetsSent(),
        right.linkCounters().packetsSent(),
        left.counters().sendBufferFull(),
        right.counters().sendBufferFull(),
        longestNanos / 1_000_000,
        gc / 1_000_000,
        left.linkCounters().probes(),
        right.linkCounters().probes(),
        left.linkCounters().lost(),
        right.linkCounters().lost(),
        (before - start) / 1e9);
    longestNanos = 0;
  }
}
