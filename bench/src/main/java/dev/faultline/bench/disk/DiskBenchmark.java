package dev.faultline.bench.disk;

import com.sun.management.OperatingSystemMXBean;
import dev.faultline.bench.Benchmark;
import dev.faultline.bench.Rounds;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.crash.CrashOptions;
import dev.faultline.disk.crash.CrashReport;
import dev.faultline.disk.crash.Exploration;
import dev.faultline.disk.crash.Recording;
import dev.faultline.disk.fs.DiskFileSystem;
import dev.faultline.examples.wal.Wal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How many crash states are checked in a second of processor time, that of the whole JVM, and how
 * many writes of 4 KiB the simulated disk takes in one, and what memory it needs for short and long
 * runs with the same unsynced set.
 */
public final class DiskBenchmark implements Benchmark {
  private static final int BLOCK_BYTES = 4_096;
  private static final int FILE_BLOCKS = 4_096;
  private static final int WRITES = 200_000;

  /** A round of searches lasts far longer than the steps in which processor time is counted. */
  private static final int STATES_A_ROUND = 1_500;

  private static final int UNSYNCED = 256;
  private static final int WARM_UPS = 4;
  private static final int ROUNDS = 9;

  @Override
  public String name() {
    return "disk";
  }

  @Override
  public String description() {
    return "checked crash states of a small store and 4-KiB writes of the simulated disk per second"
        + " of processor time; its"
        + " memory for runs of 10,000 and 1,000,000 writes; how the states of one long"
        + " append scale";
  }

  @Override
  public void run(List<String> args) {
    states();
    writes();
    memory();
    appends();
  }

  /** Of all threads, those that collect and compile included: what else runs does not count. */
  private static long processorNanos() {
    OperatingSystemMXBean machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return machine.getProcessCpuTime();
  }

  private static void states() {
    Wal wal = new Wal();
    Recording recording = Recording.of(wal);
    Rounds rounds = new Rounds("states/s");
    for (String profile : List.of("xfs", "ext4-ordered", "btrfs", "ext4-writeback")) {
      CrashOptions options =
          CrashOptions.DEFAULT.withProfile(Profile.named(profile)).withStates(10_000);
      rounds.add(
          "checked crash states, write-ahead log, " + profile,
          () -> {
            long begun = processorNanos();
            long checked = 0;
            while (checked < STATES_A_ROUND) {
              CrashReport report = Exploration.run(recording, wal, options);
              checked += report.checked() + report.duringRecovery();
            }
            return Rounds.perSecond(checked, processorNanos() - begun);
          });
    }
    rounds.run(WARM_UPS, ROUNDS);
  }

  private static DiskFileSystem filled(Profile profile) {
    DiskFileSystem system = DiskFileSystem.create(profile, Device.SECTORS);
    try (FileChannel channel = open(system)) {
      channel.write(ByteBuffer.allocate(FILE_BLOCKS * BLOCK_BYTES));
      channel.force(true);
      system.sync();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return system;
  }

  private static FileChannel open(DiskFileSystem system) throws IOException {
    Path file = system.getPath("/data");
    return FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  /** Overwrites blocks of a file in no order, with a sync after each so many. */
  private static void overwrite(DiskFileSystem system, int writes, int unsynced) {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    try (FileChannel channel = open(system)) {
      for (int i = 1; i <= writes; i++) {
        block.clear().putInt(0, i);
        channel.write(block, (i * 7_919L % FILE_BLOCKS) * BLOCK_BYTES);
        if (i % unsynced == 0) {
          channel.force(false);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writes() {
    Rounds rounds = new Rounds("writes/s");
    for (String profile : List.of("xfs", "ext4-ordered", "btrfs", "posix-minimal")) {
      DiskFileSystem system = filled(Profile.named(profile));
      rounds.add(
          "4-KiB writes, fsync every 256, " + profile,
          () -> {
            long begun = processorNanos();
            overwrite(system, WRITES, UNSYNCED);
            return Rounds.perSecond(WRITES, processorNanos() - begun);
          });
    }
    rounds.run(WARM_UPS, ROUNDS);
  }

  private static void memory() {
    memory(10_000, UNSYNCED);
    memory(1_000_000, UNSYNCED);
    // What is not synced takes room, each write its block.
    memory(1_000_000, 10 * UNSYNCED);
    memory(10_000, 20_000);
  }

  private static void memory(int writes, int unsynced) {
    long before = used();
    DiskFileSystem system = filled(Profile.XFS);
    overwrite(system, writes, unsynced);
    System.out.printf(
        Locale.ROOT,
        "memory of a 16-MiB file, %,9d writes, of which %,6d are not synced %,8d kB%n",
        writes,
        writes % unsynced,
        (used() - before) / 1_024);
    system.close();
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 5; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void appends() {
    Rounds rounds = new Rounds("blocks/s");
    for (int mebibytes : new int[] {4, 16, 64}) {
      rounds.add(
          "crash states of one append of " + mebibytes + " MiB",
          () -> {
            DiskFileSystem system = DiskFileSystem.create(Profile.EXT4_ORDERED, Device.SECTORS);
            try (FileChannel channel = open(system)) {
              channel.write(ByteBuffer.allocate(mebibytes << 20));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            long begun = System.nanoTime();
            system.crash(CrashStates::harshest);
            return Rounds.perSecond((mebibytes << 20) / BLOCK_BYTES, System.nanoTime() - begun);
          });
    }
    rounds.run(1, 5);
  }
}
