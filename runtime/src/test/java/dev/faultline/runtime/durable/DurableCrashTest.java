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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A shop and a bank on the crash model of file systems: the machine of both stops at every write,
 * sync and rename of an exchange, goes on with what the disk has kept, and ends the exchange.
 */
class DurableCrashTest {
  private static final int ORDERS = 6;
  private static final DriverOptions SMALL =
      DriverOptions.DEFAULT.withLog(new LogOptions(1 << 16, 1 << 14, 8));

  private static String order(long number) {
    return Long.toString(number);
  }

  private static DurableNode bank(Path machine, Folders.Listed books) {
    return DurableNode.in(machine.resolve("bank")).options(SMALL).state(books).start();
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

  private static void run(Path machine) throws IOException {
    try (DurableNode bank = bank(machine, new Folders.Listed(""))) {
      exchange(machine, bank.localAddress());
    }
  }

  private static String check(Path machine, List<String> acknowledged) throws IOException {
    Folders.Listed books = new Folders.Listed("");
    String found;
    try (DurableNode bank = bank(machine, books)) {
      List<String> restored = List.copyOf(books.list);
      found = restored.toString();
      for (String each : acknowledged) {
        String[] parts = each.split(" ");
        if (parts[0].equals("processed") && !restored.contains(parts[1])) {
          throw new IllegalStateException("reported as processed: " + each + ", found " + found);
        }
      }
      exchange(machine, bank.localAddress());
    }
    List<String> all = new ArrayList<>();
    for (int i = 1; i <= ORDERS; i++) {
      all.add(order(i));
    }
    if (!books.list.equals(all)) {
      throw new IllegalStateException("restored " + found + ", in the end " + books.list);
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"process-kill", "all-unsynced-lost", "ext4-ordered", "posix-minimal"})
  void orders_are_processed_once_whenever_the_machine_stops(String profile) {
    CrashReport report =
        Exploration.run(
            DurableCrashTest::run,
            DurableCrashTest::check,
            CrashOptions.DEFAULT.withProfile(Profile.named(profile)).withStates(150));
    assertThat(report.finding() == null ? "" : String.join("\n", FindingText.of(report.finding())))
        .isEmpty();
    assertThat(report.checked()).isGreaterThan(20);
  }
}
