package dev.faultline.bench.link;

import dev.faultline.cli.measure.Contestant;
import dev.faultline.cli.measure.Pair;
import dev.faultline.cli.measure.Setup;
import dev.faultline.cli.measure.Side;
import io.aeron.AeronVersion;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;
import org.agrona.concurrent.UnsafeBuffer;

/** Aeron over UDP with its driver in this JVM, with its own debug loss. */
final class AeronPeer implements Contestant {
  private static final int FRAGMENTS = 64;
  private static final String THERE = "aeron:udp?endpoint=127.0.0.1:20121";
  private static final String BACK = "aeron:udp?endpoint=127.0.0.1:20122";

  /** Which threads the driver's work is done by. */
  enum Mode {
    /** The thread of the left side does it for both. */
    INVOKER("aeron-invoker", "one driver, INVOKER on the sender's thread"),
    /** A driver for each side, on its own thread, as the link has it. */
    INVOKERS("aeron-invokers", "a driver for each side, INVOKER on that side's thread"),
    /** A thread of its own, for both. */
    SHARED("aeron-shared", "one driver, SHARED: a thread of its own, which yields");

    final String contestant;
    final String text;

    Mode(String contestant, String text) {
      this.contestant = contestant;
      this.text = text;
    }
  }

  private final Mode mode;

  AeronPeer(Mode mode) {
    this.mode = mode;
  }

  @Override
  public String name() {
    return mode.contestant;
  }

  @Override
  public String configuration() {
    return "Aeron "
        + AeronVersion.VERSION
        + ", embedded; "
        + mode.text
        + "; MTU "
        + Setup.PACKET_BYTES
        + " B, window "
        + (Setup.WINDOW_BYTES >> 20)
        + " MiB, terms of "
        + (AeronDriver.TERM_BYTES >> 20)
        + " MiB, exclusive publications, no bounds checks; sides yield";
  }

  @Override
  public Pair open(Setup setup) throws IOException {
    AeronDriver first = new AeronDriver(setup, mode != Mode.SHARED);
    AeronDriver second = mode == Mode.INVOKERS ? new AeronDriver(setup, true) : first;
    Subscription atLeft = first.aeron.addSubscription(BACK, 1);
    Subscription atRight = second.aeron.addSubscription(THERE, 1);
    AeronSide left =
        new AeronSide(first, atLeft, first.aeron.addExclusivePublication(THERE, 1), setup, true);
    AeronSide right =
        new AeronSide(
            second,
            atRight,
            second.aeron.addExclusivePublication(BACK, 1),
            setup,
            mode == Mode.INVOKERS);
    while (!left.ready() || !right.ready()) {
      first.work();
      second.work();
      Thread.onSpinWait();
    }
    return new AeronPair(left, right, first, second);
  }

  private record AeronPair(Side left, Side right, AeronDriver first, AeronDriver second)
      implements Pair {
    @Override
    public void close() {
      first.close();
      if (second != first) {
        second.close();
      }
    }
  }

  private static final class AeronSide implements Side {
    private final AeronDriver driver;
    private final Subscription in;
    private final ExclusivePublication out;
    private final UnsafeBuffer message;
    private final FragmentAssembler assembler;
    private final boolean drives;
    private LongConsumer arrived = n -> {};
    private int count;

    /** {@code drives}: whether this side's thread does the driver's work, if no other does. */
    AeronSide(
        AeronDriver driver,
        Subscription in,
        ExclusivePublication out,
        Setup setup,
        boolean drives) {
      this.driver = driver;
      this.in = in;
      this.out = out;
      this.drives = drives;
      message = new UnsafeBuffer(new byte[setup.messageBytes()]);
      FragmentHandler handler =
          (buffer, offset, length, header) -> {
            count++;
            arrived.accept(buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN));
          };
      assembler = new FragmentAssembler(handler);
    }

    boolean ready() {
      return in.isConnected() && out.isConnected();
    }

    @Override
    public boolean offer(long number) {
      message.putLong(0, number, ByteOrder.LITTLE_ENDIAN);
      return out.offer(message) > 0;
    }

    @Override
    public void flush() {
      if (drives) {
        driver.work();
      }
    }

    @Override
    public int poll(LongConsumer to) {
      int worked = drives ? driver.work() : 0;
      arrived = to;
      count = 0;
      in.poll(assembler, FRAGMENTS);
      return count > 0 || worked == 0 ? count : 1;
    }
  }
}
