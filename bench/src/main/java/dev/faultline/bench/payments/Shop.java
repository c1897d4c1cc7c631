package dev.faultline.bench.payments;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
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
import java.util.List;

/**
 * Orders payments over a durable link. An order's number is its sequence number on the stream, so
 * the outbox is all that the shop has to remember.
 */
final class Shop implements LinkHandler {
  private static final int STREAM = 1;
  private static final int NOTES_EVERY = 64;

  private Shop() {}

  /** Arguments: the experiment's folder, and the bank's port. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    Notes notes = new Notes(folder);
    InetAddress here = InetAddress.getLoopbackAddress();
    InetSocketAddress bank = new InetSocketAddress(here, Integer.parseInt(args[1]));
    DriverOptions options = DriverOptions.DEFAULT.withLog(Bank.LOG);
    MemorySegment order = Arena.ofAuto().allocate(Long.BYTES);
    try (LinkDriver driver =
        LinkDriver.openDurable(
            new InetSocketAddress(here, 0), options, new Shop(), folder.resolve("shop.log"))) {
      Session session = session(driver, bank);
      session.open(STREAM, StreamKind.LOGGED);
      notes.up();
      IdleStrategy idle = IdleStrategy.backingOff();
      for (long cycle = 0; ; cycle++) {
        boolean worked = driver.work();
        boolean over = cycle % NOTES_EVERY == 0 && notes.has("stop");
        if (over && !notes.has("orders") && settled(session)) {
          notes.write("orders", Long.toString(session.offered(STREAM)));
        } else if (!notes.has("stop") && worked) {
          order.set(ValueLayout.JAVA_LONG, 0, session.offered(STREAM) + 1);
          session.offer(STREAM, order, 0, Long.BYTES);
        } else {
          idle.idle(worked, driver);
        }
      }
    }
  }

  /** Whether no crash can take an order back. */
  private static boolean settled(Session session) {
    return session.durable(STREAM) == session.offered(STREAM);
  }

  private static Session session(LinkDriver driver, InetSocketAddress bank) {
    List<Session> recovered = driver.sessions();
    if (recovered.isEmpty()) {
      return driver.connect(bank);
    }
    driver.reconnect(recovered.getFirst(), bank);
    return recovered.getFirst();
  }

  @Override
  public boolean onMessage(
      Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
    throw new AssertionError("the bank sends nothing");
  }
}
