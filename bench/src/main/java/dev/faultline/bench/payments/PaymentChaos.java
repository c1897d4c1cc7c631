package dev.faultline.bench.payments;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs the shop and the bank as processes, kills one or the other, or both, at random moments, and
 * lets spare ones take their places at once; in the end asks how often each order was charged.
 */
final class PaymentChaos {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final Path folder;
  private final Notes notes;
  private final Spares shops;
  private final Spares banks;
  private Process shop;
  private Process bank;

  /**
   * What came out.
   *
   * @param orders that the shop has placed
   * @param uncharged of them
   * @param chargedOnce of them
   * @param highest order that the bank knows of
   */
  record Outcome(int kills, int orders, int uncharged, int chargedOnce, int highest) {
    boolean exactlyOnce() {
      return orders > 0 && uncharged == 0 && chargedOnce == orders && highest == orders;
    }
  }

  PaymentChaos(Path folder, Class<?> shopMain, Class<?> bankMain)
      throws IOException, InterruptedException {
    this.folder = folder;
    notes = new Notes(folder);
    int port;
    try (DatagramSocket free =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      port = free.getLocalPort();
    }
    Spares.train(folder, bankMain);
    Spares.train(folder, shopMain);
    banks = new Spares(folder, bankMain, port);
    shops = new Spares(folder, shopMain, port);
    bank = banks.next();
    shop = shops.next();
  }

  /** Kills until {@code enough} or so many times, then lets the rest of the orders arrive. */
  Outcome run(int killsMax, int pauseMillisMax, long seed, BooleanSupplier enough)
      throws IOException, InterruptedException {
    try {
      SplittableRandom random = new SplittableRandom(seed);
      int kills = 0;
      for (; kills < killsMax && !enough.getAsBoolean(); kills++) {
        // Now and then somebody is killed while it starts.
        if (random.nextInt(8) != 0) {
          awaitUp(bank);
          awaitUp(shop);
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(pauseMillisMax));
        int what = random.nextInt(5);
        if (what != 0) {
          bank = what <= 2 || what == 4 ? restarted(bank, banks) : bank;
          shop = what >= 3 ? restarted(shop, shops) : shop;
        } else {
          shop = restarted(shop, shops);
        }
      }
      notes.write("stop", "");
      await("orders");
      await("charged");
      String[] charged = notes.read("charged").split(" ", -1);
      return new Outcome(
          kills,
          notes.number("orders"),
          Integer.parseInt(charged[0]),
          Integer.parseInt(charged[1]),
          Integer.parseInt(charged[2]));
    } finally {
      kill(shop);
      kill(bank);
      shops.close();
      banks.close();
    }
  }

  private Process restarted(Process old, Spares spares) throws IOException, InterruptedException {
    if (!old.isAlive()) {
      throw new AssertionError("a process ended by itself; see the logs in " + folder);
    }
    kill(old);
    return spares.next();
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  private void awaitUp(Process process) throws InterruptedException {
    while (process.isAlive() && !notes.isUp(process)) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private void await(String word) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!notes.has(word)) {
      if (!shop.isAlive() || !bank.isAlive()) {
        throw new AssertionError("a process ended by itself; see " + folder);
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("no '" + word + "' came; see " + folder);
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }
}
