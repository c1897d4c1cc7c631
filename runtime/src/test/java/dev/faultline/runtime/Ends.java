package dev.faultline.runtime;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Offer;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.SessionId;
import dev.faultline.link.StreamKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Two drivers on loopback, both driven by the test's thread, and what arrives at the second. */
final class Ends implements AutoCloseable {
  static final int STREAM = 1;
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;

  final LinkDriver left;
  final LinkDriver right;
  final Inbox inbox;
  final Session session;
  private final InetAddress host;
  private final MemorySegment message = Arena.ofAuto().allocate(32, 8);

  /** Expects 1, 2, 3 … on the stream. */
  static final class Inbox implements LinkHandler {
    private final boolean durable;
    long last;

    /** The message on which the application throws. */
    long failAt = -1;

    @Nullable SessionEnd end;

    Inbox(boolean durable) {
      this.durable = durable;
    }

    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      long number = buffer.get(NUMBER, offset);
      if (number == failAt) {
        throw new IllegalStateException("message " + number + " is more than I can take");
      }
      if (number != last + 1 || length != 32) {
        throw new AssertionError("message " + number + " arrived after " + last);
      }
      last = number;
      if (durable) {
        from.effect(stream, sequence, buffer, offset, length);
      }
      return true;
    }

    @Override
    public void onRecovered(
        SessionId session, int stream, long sequence, MemorySegment effect, long at, int length) {
      last = sequence;
    }

    @Override
    public void onRestored(MemorySegment state, long offset, int length) {
      last = state.get(NUMBER, offset);
    }

    @Override
    public MemorySegment snapshot() {
      MemorySegment state = MemorySegment.ofArray(new byte[Long.BYTES]);
      state.set(NUMBER, 0, last);
      return state;
    }

    @Override
    public void onEnded(Session session, SessionEnd why) {
      end = why;
    }
  }

  /** Takes nothing. */
  static final class Outbox implements LinkHandler {
    @Override
    public boolean onMessage(
        Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      throw new AssertionError("nothing is sent this way");
    }
  }

  Ends(DriverOptions options) {
    this(options, null);
  }

  /** The left side knows the right one under the address that {@code way} makes of its own. */
  Ends(
      DriverOptions leftOptions, DriverOptions rightOptions, UnaryOperator<InetSocketAddress> way) {
    this(leftOptions, rightOptions, way, InetAddress.getLoopbackAddress(), null);
  }

  /** Durable if a folder is given. */
  Ends(DriverOptions options, @Nullable Path folder) {
    this(options, folder, InetAddress.getLoopbackAddress());
  }

  /** At an address of this machine. */
  Ends(DriverOptions options, @Nullable Path folder, InetAddress host) {
    this(options, options, UnaryOperator.identity(), host, folder);
  }

  private Ends(
      DriverOptions leftOptions,
      DriverOptions rightOptions,
      UnaryOperator<InetSocketAddress> way,
      InetAddress host,
      @Nullable Path folder) {
    inbox = new Inbox(folder != null);
    this.host = host;
    left = open(leftOptions, new Outbox(), folder == null ? null : folder.resolve("left"));
    right = open(rightOptions, inbox, folder == null ? null : folder.resolve("right"));
    InetSocketAddress there = way.apply(right.localAddress());
    if (left.sessions().isEmpty()) {
      session = left.connect(there);
    } else {
      session = left.sessions().getFirst();
      left.reconnect(session, there);
    }
    session.open(STREAM, folder == null ? StreamKind.ORDERED : StreamKind.LOGGED);
  }

  private LinkDriver open(DriverOptions options, LinkHandler handler, @Nullable Path folder) {
    InetSocketAddress loopback = new InetSocketAddress(host, 0);
    return folder == null
        ? LinkDriver.open(loopback, options, handler)
        : LinkDriver.openDurable(loopback, options, handler, folder);
  }

  void work() {
    left.work();
    right.work();
  }

  void until(BooleanSupplier done) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!done.getAsBoolean()) {
      work();
      if (System.nanoTime() > end) {
        throw new AssertionError("only " + inbox.last + " messages arrived");
      }
    }
  }

  /** Offers the numbers {@code from} to {@code to}, as fast as they are taken. */
  void offer(long from, long to) {
    for (long number = from; number <= to; number++) {
      message.set(NUMBER, 0, number);
      while (session.offer(STREAM, message, 0, 32) <= 0) {
        work();
      }
    }
  }

  /** Offers until the log has been full for so long that it is called full; returns how many. */
  long fill() {
    long number = 0;
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      message.set(NUMBER, 0, number + 1);
      long taken = session.offer(STREAM, message, 0, 32);
      if (taken == Offer.STORAGE_FULL) {
        return number;
      }
      if (taken > 0) {
        number++;
      } else {
        work();
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("after " + number + " messages the log is not called full");
      }
    }
  }

  void exchange(long from, long to) {
    offer(from, to);
    while (inbox.last < to) {
      work();
    }
  }

  @Override
  public void close() {
    left.close();
    right.close();
  }
}
