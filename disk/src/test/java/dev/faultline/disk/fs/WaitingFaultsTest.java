package dev.faultline.disk.fs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.Faults;
import java.io.InterruptedIOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  private void awaitFirings(long number) {
    while (disk.askFaults(Faults::firings) < number) {
      Thread.onSpinWait();
    }
  }
}
