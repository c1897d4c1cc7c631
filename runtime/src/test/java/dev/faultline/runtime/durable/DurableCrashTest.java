package dev.faultline.runtime.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Profile;
import dev.faultline.disk.crash.Crash;
import dev.faultline.disk.crash.CrashOptions;
import dev.faultline.disk.crash.CrashReport;
import dev.faultline.disk.crash.Exploration;
import dev.faultline.disk.crash.FindingText;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.log.LogOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A shop and a bank on the crash model of file systems: the machine of both stops at every write,
 * sync and rename of an exchange, goes on with what the disk has kept, and ends the exchange. The
 * bank's state is in its node's log or in a database on the same machine.
 */
class DurableCrashTest {
  private static final int ORDERS = 6;
  private static final DriverOptions SMALL =
      DriverOptions.DEFAULT.withLog(new LogOptions(1 << 16, 1 << 14, 8));

  private static String order(long number) {
    return Long.toString(number);
  }

  /** Where the bank keeps what its messages have done. */
  private enum Kept {
    IN_THE_LOG,
    IN_A_DATABASE
  }

  /** The bank's process. */
  private static final class Bank implements AutoCloseable {
    private final Folders.Listed state = new Folders.Listed("");
    private final @Nullable FileBooks books;
    private final DurableNode node;

    Bank(Path machine, Kept kept) throws IOException {
      DurableNode.Builder builder = DurableNode.in(machine.resolve("bank")).options(SMALL);
      FileBooks database =
          switch (kept) {
            case IN_THE_LOG -> null;
            case IN_A_DATABASE -> new FileBooks(machine.resolve("books"));
          };
      books = database;
      node = (database == null ? builder.state(state) : builder.transactions(database)).start();
    }

    List<String> orders() {
      return books == null ? List.copyOf(state.list) : books.orders();
    }

    @Override
    public void close() throws IOException {
      node.close();
      if (books != null) {
        books.close();
      }
    }
  }

  /** Sends what is not in the shop's log, and acknowledges each order that is reported. */
  private static void exchange(Path machine, InetSocketAddress bank) throws IOException {
    try (DurableNode shop = DurableNode.in(machine.resolve("shop")).options(SMALL).start()) {
      DurableChannel channel = shop.connect("orders", bank);
      while (channel.taken() < ORDERS) {
        long next = channel.taken() + 1;
        DeliveryReport report = channel.send(Folders.bytes(order(next)));
        result(report.durable());
        Crash.acknowledge("durable " + next);
        result(report.processed());
        Crash.acknowledge("processed " + next);
      }
      result(channel.drained());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void result(CompletionStage<Long> stage) throws IOException {
    try {
      stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(Path machine, Kept kept) throws IOException {
    try (Bank bank = new Bank(machine, kept)) {
      exchange(machine, bank.node.localAddress());
    }
  }

  private static String check(Path machine, List<String> acknowledged, Kept kept)
      throws IOException {
    String found;
    List<String> orders;
    try (Bank bank = new Bank(machine, kept)) {
      List<String> restored = bank.orders();
      found = restored.toString();
      for (String each : acknowledged) {
        String[] parts = each.split(" ");
        if (parts[0].equals("processed") && !restored.contains(parts[1])) {
          throw new IllegalStateException("reported as processed: " + each + ", found " + found);
        }
      }
      exchange(machine, bank.node.localAddress());
      orders = bank.orders();
    }
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= ORDERS; i++) {
      all.add(order(i));
    }
    if (!orders.equals(all)) {
      throw new IllegalStateException("restored " + found + ", in the end " + orders);
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({
    "process-kill, IN_THE_LOG",
    "all-unsynced-lost, IN_THE_LOG",
    "ext4-ordered, IN_THE_LOG",
    "posix-minimal, IN_THE_LOG",
    "process-kill, IN_A_DATABASE",
    "posix-minimal, IN_A_DATABASE"
  })
  void orders_are_processed_once_whenever_the_machine_stops(String profile, Kept kept) {
    CrashReport report =
        Exploration.run(
            machine -> run(machine, kept),
            (machine, acknowledged) -> check(machine, acknowledged, kept),
            CrashOptions.DEFAULT.withProfile(Profile.named(profile)).withStates(150));
    assertThat(report.finding() == null ? "" : String.join("\n", FindingText.of(report.finding())))
        .isEmpty();
    assertThat(report.checked()).isGreaterThan(20);
  }
}
