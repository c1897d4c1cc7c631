package dev.faultline.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever appends to a log that has stopped hears what has stopped it, whatever came next. */
class FailedTrimTest {
  private static final LogOptions SMALL = new LogOptions(1 << 14, 1 << 12, 8);
  private static final RecordVisitor NONE = (end, memory, offset, bytes) -> {};

  private final MemorySegment record = Arena.ofAuto().allocate(1_000);

  /** Gives its names, once a test has said so, to nothing else any more. */
  private static final class KeepingDisk implements Disk {
    private final FaultyDisk disk = new FaultyDisk();
    boolean keeps;

    @Override
    public List<String> list() {
      return disk.list();
    }

    @Override
    public DiskFile open(String name) {
      return disk.open(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
      if (keeps && !from.endsWith(".tmp")) {
        throw new IOException("Read-only file system");
      }
      disk.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
      disk.delete(name);
    }

    @Override
    public void syncFolder() throws IOException {
      disk.syncFolder();
    }

    @Override
    public String name() {
      return "outbox";
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34})
  void a_trim_that_fails_is_named_even_if_a_segment_could_be_made(int records) throws IOException {
    KeepingDisk disk = new KeepingDisk();
    LogCore core = LogCore.open(disk, SMALL, NONE);
    for (int i = 0; i < records; i++) {
      assertThat(core.append(record, 0, 1_000)).isNotNegative();
      core.publish();
      if (i < records - 1) {
        while (core.step()) {
          // Everything is written, and the next segment made.
        }
      }
    }
    disk.keeps = true;
    core.trim(core.end());
    core.step();
    core.step();

    assertThat(core.failed()).isTrue();
    assertThat(core.trouble()).contains("trimming failed").contains("Read-only file system");
    assertThatThrownBy(() -> core.append(record, 0, 1_000))
        .isInstanceOf(LogException.class)
        .hasMessageContaining("trimming failed");
  }

  /** The failure may come before, during and after each append: the outcome is one of two. */
  @Test
  void an_append_that_races_with_a_failing_sync_is_taken_or_hears_why() throws Exception {
    for (int syncs = 0; syncs < 40; syncs++) {
      FaultyDisk disk = new FaultyDisk();
      LogCore core = LogCore.open(disk, SMALL, NONE);
      disk.failSyncAfter(syncs);
      Thread writer =
          new Thread(() -> {
            while (!core.failed()) {
              core.step();
            }
          });
      writer.start();
      LogException heard = null;
      long reached = 0;
      while (heard == null) {
        try {
          long position = core.append(record, 0, 1_000);
          reached = position < 0 ? reached : core.end();
          core.publish();
          core.trim(Math.min(core.durable(), core.end()));
        } catch (LogException e) {
          heard = e;
        }
      }
      writer.join();
      assertThat(heard).hasMessageContaining("has stopped").hasMessageContaining("failed");
      assertThat(core.trouble()).isEqualTo(heard.getMessage());
      assertThat(core.durable()).isLessThanOrEqualTo(reached);
    }
  }

  /** Whatever ends the thread that syncs, nobody waits for it for ever. */
  @Test
  void a_log_whose_thread_has_ended_has_failed(@TempDir Path folder) throws InterruptedException {
    Semaphore told = new Semaphore(0);
    boolean[] thrown = {false};
    Runnable onDurable =
        () -> {
          told.release();
          if (!thrown[0]) {
            thrown[0] = true;
            throw new IllegalStateException("out of something");
          }
        };
    try (SegmentedLog log = SegmentedLog.open(folder, SMALL, NONE, onDurable)) {
      log.append(record, 0, 1_000);
      log.flush();
      assertThat(told.tryAcquire(2, 10, TimeUnit.SECONDS)).isTrue();
      assertThat(log.failed()).isTrue();
      assertThat(log.trouble()).contains("has stopped").contains("out of something");
      assertThatThrownBy(() -> log.append(record, 0, 1_000)).hasMessageContaining("has stopped");
    }
  }
}
