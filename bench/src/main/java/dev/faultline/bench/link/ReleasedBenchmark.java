package dev.faultline.bench.link;

import dev.faultline.bench.Benchmark;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.LinkDriver;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;

/**
 * Whether the memory of sessions comes back when they end: two drivers, in turns on one thread,
 * between which one session after the other connects, carries as many packets and closes. Prints
 * the resident memory of the process after each tenth; it has to stop growing.
 */
public final class ReleasedBenchmark implements Benchmark {
  private static final int SESSIONS = 10_000;
  private static final int PACKETS = 2_000;
  private static final int STREAM = 1;

  /** One to a packet. */
  private static final int MESSAGE_BYTES = 1_024;

  private static final int REPORTS = 10;
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private static final class Counting implements LinkHandler {
    long messages;
    long ended;

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      messages++;
      return true;
    }

    @Override
    public void onEnded(Session session, SessionEnd why) {
      ended++;
    }
  }

  private final Counting home = new Counting();
  private final Counting away = new Counting();

  @Override
  public String name() {
    return "link-released";
  }

  @Override
  public String description() {
    return "resident memory while sessions connect, send and close: [sessions, "
        + SESSIONS
        + "] [packets of each, "
        + PACKETS
        + "]";
  }

  @Override
  public void run(List<String> args) throws IOException {
    int sessions = args.isEmpty() ? SESSIONS : Integer.parseInt(args.getFirst());
    int packets = args.size() < 2 ? PACKETS : Integer.parseInt(args.get(1));
    if (sessions < REPORTS || packets < 1) {
      throw new IllegalArgumentException(
          sessions
              + " sessions of "
              + packets
              + " packets, expected at least "
              + REPORTS
              + " of at least 1");
    }
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (LinkDriver left = LinkDriver.open(loopback, DriverOptions.DEFAULT, home);
        LinkDriver right = LinkDriver.open(loopback, DriverOptions.DEFAULT, away);
        Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocate(MESSAGE_BYTES, 64);
      long start = System.nanoTime();
      print(0, left, right, start);
      for (int i = 1; i <= sessions; i++) {
        session(left, right, message, packets);
        if (i % (sessions / REPORTS) == 0) {
          print(i, left, right, start);
        }
      }
    }
  }

  private void session(LinkDriver left, LinkDriver right, MemorySegment message, int packets) {
    long goal = away.messages + packets;
    long ended = home.ended + away.ended + 2;
    Session session = left.connect(right.localAddress());
    session.open(STREAM, StreamKind.ORDERED);
    long end = System.nanoTime() + PATIENCE_NANOS;
    int offered = 0;
    while (away.messages < goal) {
      while (offered < packets && session.offer(STREAM, message, 0, MESSAGE_BYTES) > 0) {
        offered++;
      }
      turn(left, right, end);
    }
    session.close(System.nanoTime());
    while (home.ended + away.ended < ended) {
      turn(left, right, end);
    }
  }

  private void turn(LinkDriver left, LinkDriver right, long end) {
    left.work();
    right.work();
    if (System.nanoTime() - end > 0) {
      throw new IllegalStateException(
          "after %d messages and %d ends of sessions nothing more came within 20 s"
              .formatted(away.messages, home.ended + away.ended));
    }
  }

  private void print(int sessions, LinkDriver left, LinkDriver right, long start)
      throws IOException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        Locale.ROOT,
        "%,7d sessions, %,12d messages: %,d kB resident, %,d kB of heap in use, %d + %d sessions"
            + " known, %.1f s%n",
        sessions,
        away.messages,
        Resident.kilobytes(),
        (runtime.totalMemory() - runtime.freeMemory()) >> 10,
        left.sessions().size(),
        right.sessions().size(),
        (System.nanoTime() - start) / 1e9);
  }
}
