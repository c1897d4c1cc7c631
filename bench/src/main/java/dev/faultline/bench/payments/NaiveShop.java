package dev.faultline.bench.payments;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.SessionEnd;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.LinkDriver;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Sends an order again when no receipt has come, and remembers in a file which receipts came. */
final class NaiveShop implements LinkHandler {
  private static final long RETRY_NANOS = 100_000_000;
  private static final int NOTES_EVERY = 64;

  private final Notes notes;
  private long paid;
  private @Nullable Session session;

  private NaiveShop(Notes notes) {
    this.notes = notes;
    paid = notes.has("paid") ? notes.number("paid") : 0;
  }

  /** Arguments: the experiment's folder, and the bank's port. */
  public static void main(String[] args) {
    Notes notes = new Notes(Path.of(args[0]));
    NaiveShop shop = new NaiveShop(notes);
    InetAddress here = InetAddress.getLoopbackAddress();
    InetSocketAddress bank = new InetSocketAddress(here, Integer.parseInt(args[1]));
    try (LinkDriver driver =
        LinkDriver.open(new InetSocketAddress(here, 0), DriverOptions.DEFAULT, shop)) {
      notes.up();
      shop.run(driver, bank);
    }
  }

  private void run(LinkDriver driver, InetSocketAddress bank) {
    MemorySegment order = Arena.ofAuto().allocate(Long.BYTES);
    IdleStrategy idle = IdleStrategy.backingOff();
    long asked = -1;
    long askedAt = 0;
    for (long cycle = 0; ; cycle++) {
      idle.idle(driver.work(), driver);
      Session to = session;
      if (to == null) {
        to = driver.connect(bank);
        to.open(NaiveBank.STREAM, StreamKind.ORDERED);
        session = to;
        asked = -1;
      }
      long next = paid + 1;
      boolean due = asked != next || System.nanoTime() - askedAt > RETRY_NANOS;
      if (cycle % NOTES_EVERY == 0 && notes.has("stop") && !notes.has("orders")) {
        notes.write("orders", Long.toString(paid));
      } else if (due && !notes.has("stop")) {
        order.set(ValueLayout.JAVA_LONG, 0, next);
        to.offer(NaiveBank.STREAM, order, 0, Long.BYTES);
        asked = next;
        askedAt = System.nanoTime();
      }
    }
  }

  @Override
  public void onEnded(Session ended, SessionEnd why) {
    session = null;
  }

  @Override
  public boolean onMessage(
      Session from, int stream, long sequence, MemorySegment buffer, long offset, int length) {
    long receipt = buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
    if (receipt == paid + 1) {
      paid = receipt;
      notes.write("paid", Long.toString(paid));
    }
    return true;
  }
}
