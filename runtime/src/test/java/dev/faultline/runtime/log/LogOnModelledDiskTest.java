package dev.faultline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.crash.Crash;
import dev.faultline.disk.crash.CrashChecker;
import dev.faultline.disk.crash.CrashOptions;
import dev.faultline.disk.crash.CrashProgram;
import dev.faultline.disk.crash.CrashReport;
import dev.faultline.disk.crash.Exploration;
import dev.faultline.disk.crash.FindingText;
import dev.faultline.disk.crash.Sweep;
import dev.faultline.disk.crash.SweepOptions;
import dev.faultline.disk.crash.SweepReport;
import dev.faultline.disk.crash.SweepText;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The links' log on the crash model of file systems. */
class LogOnModelledDiskTest {
  private static final LogOptions SMALL = new LogOptions(4096, 2048, 8);
  private static final int RECORDS = 14;
  private static final int TRIM_AFTER = 9;

  private static byte[] record(int number) {
    byte[] bytes = new byte[600 + number * 23];
    Arrays.fill(bytes, (byte) (number + 1));
    return bytes;
  }

  /** Appends, acknowledges what is durable, and trims once; goes through several segments. */
  private static final class Writer implements CrashProgram {
    @Override
    public void run(Path directory) throws IOException {
      LogCore log = LogCore.open(FolderDisk.writing(directory), SMALL, (at, in, from, n) -> {});
      try {
        for (int i = 0; i < RECORDS; i++) {
          byte[] bytes = record(i);
          while (log.append(MemorySegment.ofArray(bytes), 0, bytes.length) < 0) {
            requireAlive(log);
            log.step();
          }
          long end = log.end();
          log.publish();
          log.step();
          requireAlive(log);
          if (log.durable() >= end) {
            Crash.acknowledge(Integer.toString(i));
          }
          if (i == TRIM_AFTER) {
            Crash.label("trim");
            log.trim(log.durable());
            log.step();
            requireAlive(log);
          }
        }
      } finally {
        log.close();
      }
    }

    private static void requireAlive(LogCore log) throws IOException {
      if (log.failed()) {
        throw new IOException(log.trouble());
      }
    }
  }

  /** All that was acknowledged, but for what may be trimmed; in order, and nothing else. */
  private static String check(Path directory, List<String> acknowledged) throws IOException {
    List<Integer> found = new ArrayList<>();
    LogCore.open(
            FolderDisk.writing(directory),
            SMALL,
            (at, memory, offset, bytes) -> {
              byte[] copy = memory.asSlice(offset, bytes).toArray(ValueLayout.JAVA_BYTE);
              int number = copy[0] - 1;
              if (!Arrays.equals(copy, record(number))) {
                throw new IllegalStateException("record " + number + " has other bytes");
              }
              found.add(number);
            })
        .close();
    for (int i = 1; i < found.size(); i++) {
      if (found.get(i) != found.get(i - 1) + 1) {
        throw new IllegalStateException("not in order: " + found);
      }
    }
    int last = acknowledged.isEmpty() ? -1 : Integer.parseInt(acknowledged.getLast());
    boolean trimmed = last >= TRIM_AFTER;
    if (last >= 0 && !(trimmed && last == TRIM_AFTER) && !found.contains(last)) {
      throw new IllegalStateException("acknowledged up to " + last + ", found " + found);
    }
    if (!trimmed && !found.isEmpty() && found.getFirst() != 0) {
      throw new IllegalStateException("nothing was trimmed, found " + found);
    }
    return found.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "process-kill",
        "all-unsynced-lost",
        "ext4-data-journal",
        "xfs",
        "ext4-ordered",
        "ext4-writeback",
        "btrfs",
        "posix-minimal"
      })
  void what_was_durable_survives_every_crash(String profile) {
    CrashChecker checker = LogOnModelledDiskTest::check;
    for (Device device :
        List.of(Device.SECTORS, Device.SECTORS.withAtomicBytes(4096), new Device(1, true, false))) {
      CrashReport report =
          Exploration.run(
              new Writer(),
              checker,
              CrashOptions.DEFAULT
                  .withProfile(Profile.named(profile))
                  .withDevice(device)
                  .withStates(1_500));
      assertThat(
              report.finding() == null ? "" : String.join("\n", FindingText.of(report.finding())))
          .as("%s", device)
          .isEmpty();
      assertThat(report.checked()).isGreaterThan(profile.equals("process-kill") ? 20 : 30);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"process-kill", "xfs", "ext4-ordered", "btrfs", "posix-minimal"})
  void what_was_durable_survives_each_failed_call(String profile) {
    SweepOptions options = SweepOptions.DEFAULT;
    SweepReport report =
        Sweep.run(
            new Writer(),
            LogOnModelledDiskTest::check,
            options.withCrash(options.crash().withProfile(Profile.named(profile)).withStates(40)));
    assertThat(report.finding() == null ? "" : String.join("\n", SweepText.of(report.finding())))
        .isEmpty();
    assertThat(report.runs()).isGreaterThan(100);
  }

  /** Records share blocks: such a device harms durable ones when it loses power in a write. */
  @Test
  void a_device_that_lies_or_harms_the_bytes_around_a_write_may_take_durable_records() {
    CrashOptions options = CrashOptions.DEFAULT.withStates(1_500);
    for (CrashOptions bad :
        List.of(
            options.withProfile(Profile.LYING_DISK),
            options.withProfile(Profile.XFS).withDevice(new Device(512, false, false)))) {
      CrashReport report = Exploration.run(new Writer(), LogOnModelledDiskTest::check, bad);
      assertThat(report.finding()).as("%s", bad).isNotNull();
    }
  }
}
