package dev.faultline.bench.link;

import dev.faultline.bench.Benchmark;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.secure.LinkSecurity;
import dev.faultline.runtime.secure.PrivateKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes from {@code connect} until the peer handles the first message, in multiples of
 * a round trip on the same way: both sides in turns on one thread, so that it can be measured on a
 * machine that others use too. Each connection is between two new drivers that know nothing of each
 * other. On loopback a round trip is so short that what is counted is work: making room for
 * streams, and with keys the handshake's X25519. A delay shows how many round trips the protocol
 * takes.
 */
public final class FirstMessageBenchmark implements Benchmark {
  private static final int STREAM = 1;
  private static final int MESSAGE_BYTES = 32;
  private static final int WARMUPS = 300;
  private static final int CONNECTIONS = 400;
  private static final int ROUND_TRIPS = 50;

  /** The memory of so many connections is given back at a time, while nothing is measured. */
  private static final int CONNECTIONS_A_COLLECTION = 10;

  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final MemorySegment message = Arena.ofAuto().allocate(MESSAGE_BYTES, 8);

  /** Counts messages, and returns them if it is told to. */
  private final class Counting implements LinkHandler {
    private final boolean returns;
    int count;
    long lastAt;

    Counting(boolean returns) {
      this.returns = returns;
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      count++;
      lastAt = System.nanoTime();
      if (returns) {
        from.open(STREAM, StreamKind.ORDERED);
        from.offer(STREAM, message, 0, MESSAGE_BYTES);
      }
      return true;
    }
  }

  @Override
  public String name() {
    return "link-first";
  }

  @Override
  public String description() {
    return "time from connect to the peer's first message, in round trips: [connections, "
        + CONNECTIONS
        + "] [microseconds of delay each way, 0]";
  }

  @Override
  public void run(List<String> args) {
    int connections = args.isEmpty() ? CONNECTIONS : Integer.parseInt(args.getFirst());
    if (connections < 1) {
      throw new IllegalArgumentException(connections + " connections, expected at least 1");
    }
    long delayNanos = args.size() < 2 ? 0 : 1_000 * Long.parseLong(args.get(1));
    PrivateKey left = PrivateKey.generate();
    PrivateKey right = PrivateKey.generate();
    print("plain", connections, delayNanos, null, null);
    print(
        "with keys",
        connections,
        delayNanos,
        LinkSecurity.keys(left, List.of(right.publicKey())),
        LinkSecurity.keys(right, List.of(left.publicKey())));
  }

  private void print(
      String what,
      int connections,
      long delayNanos,
      @Nullable LinkSecurity left,
      @Nullable LinkSecurity right) {
    double[] first = new double[connections];
    double[] trips = new double[connections];
    for (int i = -WARMUPS; i < connections; i++) {
      if (i % CONNECTIONS_A_COLLECTION == 0) {
        System.gc();
      }
      // What has to be compiled can be compiled without waiting.
      double[] measured = connect(options(left), options(right), i < 0 ? 0 : delayNanos);
      if (i >= 0) {
        first[i] = measured[0];
        trips[i] = measured[1];
      }
    }
    double message = median(first);
    double trip = median(trips);
    System.out.printf(
        Locale.ROOT,
        "%-10s first message after %,8.1f us, a round trip takes %,6.1f us: %.2f round trips, %d connections%n",
        what,
        message / 1e3,
        trip / 1e3,
        message / trip,
        connections);
  }

  private static DriverOptions options(@Nullable LinkSecurity security) {
    return security == null ? DriverOptions.DEFAULT : DriverOptions.DEFAULT.withSecurity(security);
  }

  /** Nanoseconds to the first message of a new connection, and of a later round trip. */
  private double[] connect(DriverOptions leftOptions, DriverOptions rightOptions, long delayNanos) {
    Counting home = new Counting(false);
    Counting away = new Counting(true);
    try (LinkDriver left = LinkDriver.open(LOOPBACK, leftOptions, home);
        LinkDriver right = LinkDriver.open(LOOPBACK, rightOptions, away);
        SlowWay way = new SlowWay(right.localAddress(), delayNanos)) {
      SlowWay between = delayNanos == 0 ? null : way;
      long began = System.nanoTime();
      Session session = left.connect(between == null ? right.localAddress() : way.address());
      session.open(STREAM, StreamKind.ORDERED);
      session.offer(STREAM, message, 0, MESSAGE_BYTES);
      await(left, right, between, away, 1);
      long arrived = away.lastAt;
      await(left, right, between, home, 1);
      double[] each = new double[ROUND_TRIPS];
      for (int i = 0; i < each.length; i++) {
        long sent = System.nanoTime();
        session.offer(STREAM, message, 0, MESSAGE_BYTES);
        await(left, right, between, home, i + 2);
        each[i] = home.lastAt - sent;
      }
      return new double[] {arrived - began, median(each)};
    }
  }

  private static void await(
      LinkDriver left, LinkDriver right, @Nullable SlowWay between, Counting at, int count) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (at.count < count) {
      left.work();
      if (at.count < count) {
        right.work();
      }
      if (between != null) {
        between.work();
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException("no message came within ten seconds");
      }
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
