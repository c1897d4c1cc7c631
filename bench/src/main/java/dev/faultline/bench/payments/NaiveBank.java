package dev.faultline.bench.payments;

import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.IdleStrategy;
import dev.faultline.runtime.LinkDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.LongStream;

/** Charges whatever it is asked to, durably, and then sends a receipt. */
final class NaiveBank implements LinkHandler {
  static final int STREAM = 1;
  private static final String CHARGES = "bank.charges";
  private static final ValueLayout.OfLong ORDER = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int NOTES_EVERY = 64;

  private final Ledger ledger = new Ledger();
  private final FileChannel file;
  private final ByteBuffer entry = ByteBuffer.allocate(Long.BYTES);

  /** How many charges in this folder are a second charge of their order. */
  static long doubleCharges(Path folder) {
    Path path = folder.resolve(CHARGES);
    if (!Files.exists(path)) {
      return 0;
    }
    try {
      ByteBuffer entries = ByteBuffer.wrap(Files.readAllBytes(path));
      LongStream orders =
          LongStream.range(0, entries.limit() / Long.BYTES)
              .map(i -> entries.getLong((int) i * Long.BYTES));
      return entries.limit() / Long.BYTES - orders.distinct().count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NaiveBank(Path path) throws IOException {
    file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    long entries = file.size() / Long.BYTES;
    for (long i = 0; i < entries; i++) {
      file.read(entry.clear(), i * Long.BYTES);
      ledger.charge(entry.getLong(0));
    }
    file.position(entries * Long.BYTES);
  }

  /** Arguments: the experiment's folder, and the port. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Notes notes = new Notes(folder);
    NaiveBank bank = new NaiveBank(folder.resolve(CHARGES));
    InetSocketAddress bind =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
    try (LinkDriver driver = LinkDriver.open(bind, DriverOptions.DEFAULT, bank)) {
      notes.up();
      IdleStrategy idle = IdleStrategy.backingOff();
      for (long cycle = 0; ; cycle++) {
        idle.idle(driver.work(), driver);
        if (cycle % NOTES_EVERY == 0 && notes.has("orders") && !notes.has("charged")) {
          int orders = notes.number("orders");
          Ledger all = bank.ledger;
          notes.write(
              "charged",
              all.charged(orders, 0) + " " + all.charged(orders, 1) + " " + all.highest());
        }
      }
    }
  }

  @Override
  public void onConnected(Session session) {
    session.open(STREAM, StreamKind.ORDERED);
  }

  @Override
  public boolean onMessage(
      Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
    long order = buffer.get(ORDER, offset);
    ledger.charge(order);
    try {
      file.write(entry.clear().putLong(0, order));
      file.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    session.offer(STREAM, buffer, offset, length);
    return true;
  }
}
