package dev.faultline.disk.fs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.Faults;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls that faults hold up. */
class WaitingFaultsTest {
  private final DiskFileSystem disk = DiskFileSystem.create(Profile.EXT4_ORDERED, Device.SECTORS);
  private final Path file = disk.getPath("/f");

  @Test
  void a_delayed_call_waits_without_the_lock_and_others_go_on() throws Exception {
    Files.writeString(file, "abc");
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    List<Long> nanos = new ArrayList<>();
    disk.inject(
        new Faults(FaultRules.parse("delay open time=7ms path=/f"), 1, Aftermath.CLEAN),
        time -> {
          nanos.add(time);
          waits.countDown();
          goOn.await();
        });
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<String> read = other.submit(() -> Files.readString(file));
      waits.await();
      Files.writeString(disk.getPath("/g"), "not delayed");
      assertThat(read.isDone()).isFalse();
      goOn.countDown();
      assertThat(read.get()).isEqualTo("abc");
    }
    assertThat(nanos).containsExactly(7_000_000L);
  }

  @Test
  void a_call_that_hangs_goes_on_when_the_rules_go_and_ends_with_the_file_system()
      throws Exception {
    Files.writeString(file, "abc");
    disk.inject("hang open path=/f", 1);
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<String> read = other.submit(() -> Files.readString(file));
      awaitFirings(1);
      disk.clearFaults();
      assertThat(read.get()).isEqualTo("abc");

      disk.inject("hang open path=/f", 1);
      Future<String> interrupted =
          other.submit(() -> {
            Thread.currentThread().interrupt();
            return Files.readString(file);
          });
      assertThatThrownBy(interrupted::get).hasCauseInstanceOf(InterruptedIOException.class);

      Future<String> ends = other.submit(() -> Files.readString(file));
      awaitFirings(2);
      disk.close();
      assertThatThrownBy(ends::get).hasCauseInstanceOf(ClosedFileSystemException.class);
    }
  }

  @Test
  void a_call_that_hangs_goes_on_when_its_own_rule_is_taken_away_and_not_before() throws Exception {
    Files.writeString(file, "abc");
    List<FaultRule> rules = FaultRules.parse("hang open path=/f\nhang open path=/other");
    disk.inject(new Faults(rules, 1, Aftermath.CLEAN), Pause.real());
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<String> read = other.submit(() -> Files.readString(file));
      awaitFirings(1);
      removeRule(rules.get(1));
      // A call of this thread's is made behind that: the reader had every chance to go on.
      Files.exists(disk.getPath("/g"));
      assertThat(read.isDone()).isFalse();
      removeRule(rules.get(0));
      assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("abc");
    }
  }

  private void removeRule(FaultRule rule) {
    disk.askFaults(faults -> {
      faults.remove(rule);
      return true;
    });
  }

  @Test
  void a_delayed_call_goes_on_when_the_rules_go_and_ends_with_the_file_system() throws Exception {
    Files.writeString(file, "abc");
    disk.inject("delay open time=1000s path=/f", 1);
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<String> read = other.submit(() -> Files.readString(file));
      awaitFirings(1);
      disk.clearFaults();
      assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("abc");

      disk.inject("delay open time=1000s path=/f", 1);
      Future<String> ends = other.submit(() -> Files.readString(file));
      awaitFirings(1);
      disk.close();
      assertThatThrownBy(() -> ends.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ClosedFileSystemException.class);
    }
  }

  private void awaitFirings(long number) {
    while (disk.askFaults(Faults::firings) < number) {
      Thread.onSpinWait();
    }
  }

  /** Two threads write at once; a fault holds both up until both wait, or the other cannot. */
  private void writeTwice(FileChannel first, FileChannel second, long millis) throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    disk.inject(
        new Faults(FaultRules.parse("delay write time=5ms"), 1, Aftermath.CLEAN),
        time -> {
          both.countDown();
          if (!both.await(millis, TimeUnit.MILLISECONDS)) {
            both.countDown();
          }
        });
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> one = threads.submit(() -> first.write(ByteBuffer.wrap("one".getBytes(UTF_8))));
      Future<?> two = threads.submit(() -> second.write(ByteBuffer.wrap("two".getBytes(UTF_8))));
      one.get();
      two.get();
    }
    disk.clearFaults();
    assertThat(Files.readString(file)).isIn("onetwo", "twoone");
  }

  @Test
  void appending_channels_that_a_fault_delays_do_not_overwrite_each_other() throws Exception {
    Files.createFile(file);
    try (FileChannel first = FileChannel.open(file, StandardOpenOption.APPEND);
        FileChannel second = FileChannel.open(file, StandardOpenOption.APPEND)) {
      writeTwice(first, second, 10_000);
      assertThat(first.position()).isEqualTo(6);
    }
  }

  @Test
  void threads_that_share_a_channel_write_one_after_the_other_though_a_fault_delays_them()
      throws Exception {
    Files.createFile(file);
    try (FileChannel shared = FileChannel.open(file, StandardOpenOption.WRITE)) {
      writeTwice(shared, shared, 300);
      assertThat(shared.position()).isEqualTo(6);
    }
  }

  @Test
  void threads_that_share_a_channel_read_different_bytes_though_a_fault_delays_them()
      throws Exception {
    Files.writeString(file, "ab");
    disk.inject(
        new Faults(FaultRules.parse("delay read time=5ms"), 1, Aftermath.CLEAN),
        time -> Thread.sleep(5));
    try (FileChannel shared = FileChannel.open(file, StandardOpenOption.READ);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      ByteBuffer two = ByteBuffer.allocate(1);
      Future<?> first = threads.submit(() -> shared.read(one));
      Future<?> second = threads.submit(() -> shared.read(two));
      first.get();
      second.get();
      assertThat(one.get(0)).isNotEqualTo(two.get(0));
    }
  }
}
