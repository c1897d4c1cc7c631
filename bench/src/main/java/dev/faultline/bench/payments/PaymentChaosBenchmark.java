package dev.faultline.bench.payments;

import dev.faultline.bench.Benchmark;
import dev.faultline.bench.payments.PaymentChaos.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Kills the shop and the bank so many times, with the durable link and with the naive retry. */
public final class PaymentChaosBenchmark implements Benchmark {
  private static final int PAUSE_MILLIS_MAX = 100;

  @Override
  public String name() {
    return "payment-chaos";
  }

  @Override
  public String description() {
    return "kills of a shop and a bank by SIGKILL: [kills, 1000] [seed, 1]";
  }

  @Override
  public void run(List<String> args) throws Exception {
    int kills = args.isEmpty() ? 1000 : Integer.parseInt(args.getFirst());
    long seed = args.size() < 2 ? 1 : Long.parseLong(args.get(1));
    Path folder = Files.createTempDirectory("faultline-payments");
    Path naive = Files.createDirectory(folder.resolve("naive"));
    Path durable = Files.createDirectory(folder.resolve("durable"));
    print("naive retry", new PaymentChaos(naive, NaiveShop.class, NaiveBank.class), 40, seed);
    print("durable link", new PaymentChaos(durable, Shop.class, Bank.class), kills, seed);
  }

  private static void print(String name, PaymentChaos chaos, int kills, long seed)
      throws Exception {
    long start = System.nanoTime();
    Outcome outcome = chaos.run(kills, PAUSE_MILLIS_MAX, seed, () -> false);
    System.out.printf(
        "%-14s seed %d, %,d kills in %,d s, %,d orders: %,d charged once, %,d never, %,d more than once%n",
        name,
        seed,
        outcome.kills(),
        (System.nanoTime() - start) / 1_000_000_000,
        outcome.orders(),
        outcome.chargedOnce(),
        outcome.uncharged(),
        outcome.orders() - outcome.chargedOnce() - outcome.uncharged());
  }
}
