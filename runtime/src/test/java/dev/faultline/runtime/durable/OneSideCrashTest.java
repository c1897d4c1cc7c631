package dev.faultline.runtime.durable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.fs.DiskFileSystem;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.FailurePolicy;
import dev.faultline.runtime.log.LogOptions;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A shop and a bank on two machines, of which one stops at a call of its disk and comes back with
 * what that disk has kept, while the process on the other one goes on. {@code
 * -Dfaultline.crashes=1} tries each write, sync and rename, by default each eleventh, which takes
 * seconds.
 */
@Timeout(120)
final class OneSideCrashTest {
  private static final int ORDERS = 5;
  private static final List<String> ALL =
      IntStream.rangeClosed(1, ORDERS).mapToObj(Integer::toString).toList();

  /** Of so many calls, one is tried. */
  private static final int STEP = Integer.getInteger("faultline.crashes", 11);

  /** The calls of a whole exchange, so that a run that stopped nothing does not pass. */
  private static final int CALLS_LEAST = 20;

  /** What the stopping machine makes of its failures is not what is tested. */
  private static final DriverOptions SMALL =
      DriverOptions.DEFAULT
          .withLog(new LogOptions(1 << 16, 1 << 14, 8))
          .withFailures(FailurePolicy.DEFAULT.withListener(failure -> {}));

  /** A computer, which stops at one of its disk's calls. */
  private static final class Machine {
    private final int stopsAt;
    private final AtomicInteger calls = new AtomicInteger();
    private DiskFileSystem disk = DiskFileSystem.create(Profile.POSIX_MINIMAL, Device.SECTORS);

    Machine(int stopsAt) {
      this.stopsAt = stopsAt;
      disk.gate(request -> {
        if (request.call().modifies() && calls.incrementAndGet() >= stopsAt) {
          throw Machine.<RuntimeException>unchecked(new IOException("the machine has stopped"));
        }
      });
    }

    /** The call throws what a disk's call does, although a gate declares nothing. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchecked(IOException failure) throws E {
      throw (E) failure;
    }

    boolean hasStopped() {
      return calls.get() >= stopsAt;
    }

    /** Comes back. */
    void starts(SplittableRandom random) {
      disk =
          disk.crash(states -> random.nextInt(3) == 0 ? states.harshest() : states.sample(random));
    }
  }

  /** The bank's process, with its state in the log or in a database. */
  private static final class Bank implements AutoCloseable {
    private final Folders.Listed state = new Folders.Listed("");
    private final @Nullable FileBooks books;
    private final DurableNode node;

    Bank(Machine on, InetSocketAddress at, boolean database) throws IOException {
      DurableNode.Builder builder = DurableNode.in(on.disk.getPath("/bank")).at(at).options(SMALL);
      FileBooks there = database ? new FileBooks(on.disk.getPath("/books")) : null;
      books = there;
      node = (there == null ? builder.state(state) : builder.transactions(there)).start();
    }

    @Override
    public void close() {
      node.close();
    }

    List<String> orders() {
      return books == null ? state.list : books.orders();
    }
  }

  /** The shop's process. */
  private static final class Shop implements AutoCloseable {
    private final DurableNode node;
    private final DurableChannel channel;

    Shop(Machine on, InetSocketAddress bank) {
      node = DurableNode.in(on.disk.getPath("/shop")).options(SMALL).start();
      channel = node.connect("orders", bank);
    }

    /** Sends what its log does not have, and ends when the bank has processed all. */
    void sell(Told told) {
      try {
        assertThat(channel.taken()).isGreaterThanOrEqualTo(told.durable.get());
        while (channel.taken() < ORDERS) {
          int next = (int) channel.taken() + 1;
          DeliveryReport report = channel.send(Folders.bytes(Integer.toString(next)));
          wait(report.durable());
          told.durable.set(next);
          wait(report.processed());
          told.processed.set(next);
        }
        wait(channel.drained());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private static void wait(CompletionStage<Long> stage) {
      stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
      node.close();
    }
  }

  /** What the shop was told of its orders. */
  private static final class Told {
    final AtomicInteger durable = new AtomicInteger();
    final AtomicInteger processed = new AtomicInteger();
  }

  private static InetSocketAddress aPort() throws IOException {
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
    }
  }

  private static void awaits(CompletableFuture<Void> seller, Machine stopping)
      throws InterruptedException {
    while (!seller.isDone() && !stopping.hasStopped()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("it took too long");
      }
      Thread.yield();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void orders_are_processed_once_when_the_machine_of_the_bank_stops_at_any_call(boolean database)
      throws Exception {
    boolean stopped = true;
    int call;
    for (call = 1; stopped; call += STEP) {
      InetSocketAddress at = aPort();
      Machine machine = new Machine(call);
      Told told = new Told();
      try (Shop shop = new Shop(new Machine(Integer.MAX_VALUE), at)) {
        CompletableFuture<Void> seller = CompletableFuture.runAsync(() -> shop.sell(told));
        try (Bank bank = new Bank(machine, at, database)) {
          awaits(seller, machine);
          stopped = machine.hasStopped();
        } catch (IOException | RuntimeException e) {
          assertThat(machine.hasStopped()).as("the bank has failed: %s", e).isTrue();
        }
        int processed = told.processed.get();
        machine.starts(new SplittableRandom(call));
        try (Bank again = new Bank(machine, at, database)) {
          assertThat(again.orders()).as("call %d", call).hasSizeGreaterThanOrEqualTo(processed);
          seller.join();
          assertThat(again.orders()).as("call %d", call).isEqualTo(ALL);
        }
      }
    }
    assertThat(call).isGreaterThan(CALLS_LEAST);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void orders_are_processed_once_when_the_machine_of_the_shop_stops_at_any_call(boolean database)
      throws Exception {
    boolean stopped = true;
    int call;
    for (call = 1; stopped; call += STEP) {
      InetSocketAddress at = aPort();
      Machine machine = new Machine(call);
      Told told = new Told();
      try (Bank bank = new Bank(new Machine(Integer.MAX_VALUE), at, database)) {
        try (Shop shop = new Shop(machine, at)) {
          CompletableFuture<Void> seller = CompletableFuture.runAsync(() -> shop.sell(told));
          awaits(seller, machine);
          stopped = machine.hasStopped();
        } catch (RuntimeException e) {
          assertThat(machine.hasStopped()).as("the shop has failed: %s", e).isTrue();
        }
        machine.starts(new SplittableRandom(call));
        try (Shop again = new Shop(machine, at)) {
          again.sell(told);
        }
        assertThat(bank.orders()).as("call %d", call).isEqualTo(ALL);
      }
    }
    assertThat(call).isGreaterThan(CALLS_LEAST);
  }
}
