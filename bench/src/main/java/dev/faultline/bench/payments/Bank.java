package dev.faultline.bench.payments;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.SessionId;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.LinkDriver;
import dev.faultline.runtime.log.LogOptions;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * Charges orders that come over a durable link: each charge becomes durable in one commit with the
 * fact that its message is processed.
 */
final class Bank implements LinkHandler {
  static final LogOptions LOG = new LogOptions(1 << 20, 1 << 18, 64);
  private static final ValueLayout.OfLong ORDER = ValueLayout.JAVA_LONG_UNALIGNED;

  /** Looked at once in so many cycles, since it costs system calls. */
  private static final int NOTES_EVERY = 64;

  private final Ledger ledger = new Ledger();

  private Bank() {}

  /** Arguments: the experiment's folder, and the port. */
  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    Notes notes = new Notes(folder);
    Bank bank = new Bank();
    InetSocketAddress bind =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
    DriverOptions options = DriverOptions.DEFAULT.withLog(LOG);
    try (LinkDriver driver =
        LinkDriver.openDurable(bind, options, bank, folder.resolve("bank.log"))) {
      notes.up();
      IdleStrategy idle = IdleStrategy.backingOff();
      for (long cycle = 0; ; cycle++) {
        idle.idle(driver.work(), driver);
        if (cycle % NOTES_EVERY == 0) {
          bank.report(notes);
        }
      }
    }
  }

  /** Once the shop has said how many orders there are, and all have come, says how they fared. */
  private void report(Notes notes) {
    if (notes.has("orders") && !notes.has("charged")) {
      int orders = notes.number("orders");
      if (ledger.highest() >= orders) {
        notes.write(
            "charged",
            ledger.charged(orders, 0) + " " + ledger.charged(orders, 1) + " " + ledger.highest());
      }
    }
  }

  @Override
  public boolean onMessage(
      Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
    ledger.charge(buffer.get(ORDER, offset));
    session.effect(stream, sequence, buffer, offset, length);
    return true;
  }

  @Override
  public void onRecovered(
      SessionId session, int stream, long sequence, MemorySegment effect, long offset, int length) {
    ledger.charge(effect.get(ORDER, offset));
  }

  @Override
  public void onRestored(MemorySegment state, long offset, int length) {
    ledger.restore(state, offset, length);
  }

  @Override
  public MemorySegment snapshot() {
    return ledger.snapshot();
  }
}
