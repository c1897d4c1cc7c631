package dev.faultline.disk.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.disk.Entry;
import dev.faultline.disk.Profile;
import dev.faultline.disk.fault.Errno;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.FileCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {
  private static final SweepOptions OPTIONS = SweepOptions.DEFAULT;

  /** How a program makes something durable. */
  private interface Syncing {
    void sync(FileChannel channel) throws IOException;
  }

  /** Writes three values, each in place of the one before, and acknowledges each. */
  private static CrashProgram replacing(Syncing syncing) {
    return directory -> {
      for (int i = 1; i <= 3; i++) {
        Path fresh = directory.resolve("fresh");
        try (FileChannel channel =
            FileChannel.open(
                fresh,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
          ByteBuffer bytes = ByteBuffer.wrap(("value " + i).getBytes(StandardCharsets.UTF_8));
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
          syncing.sync(channel);
        }
        Files.move(fresh, directory.resolve("value"), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel channel = FileChannel.open(directory)) {
          channel.force(true);
        }
        Crash.acknowledge("value " + i);
      }
    };
  }

  private static String lastValueIsThere(Path directory, List<String> acknowledged)
      throws IOException {
    Path file = directory.resolve("value");
    String found =
        Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "value 0";
    int last = acknowledged.size();
    if (!found.equals("value " + last) && !found.equals("value " + (last + 1))) {
      throw new IllegalStateException("acknowledged " + last + ", found \"" + found + "\"");
    }
    return found;
  }

  private static SweepReport sweep(CrashProgram program, SweepOptions options) {
    return Sweep.run(program, SweepTest::lastValueIsThere, options);
  }

  private static SweepOptions under(String profile) {
    return OPTIONS.withCrash(OPTIONS.crash().withProfile(Profile.named(profile)));
  }

  private static SweepFinding found(SweepReport report) {
    assertThat(report.finding()).as(report.toString()).isNotNull();
    return Objects.requireNonNull(report.finding());
  }

  private static String text(SweepFinding finding) {
    return String.join("\n", SweepText.of(finding));
  }

  @ParameterizedTest
  @ValueSource(strings = {"process-kill", "ext4-ordered", "xfs", "btrfs", "ext4-writeback"})
  void a_program_that_gives_up_at_an_error_survives_each_failure(String profile) {
    SweepReport report = sweep(replacing(channel -> channel.force(true)), under(profile));
    assertThat(report.finding() == null ? "" : text(report.finding())).isEmpty();
    // Create, write, fsync, release, rename, open, fsyncdir, release, three times.
    assertThat(report.calls()).isEqualTo(24);
    // Each twice, and each write cut short.
    assertThat(report.runs()).isEqualTo(51);
    assertThat(report.thrown()).isEqualTo(48);
  }

  @Test
  void a_failed_sync_that_is_tried_again_is_found_with_its_line() {
    SweepFinding finding = found(sweep(replacing(SweepTest::tryTwice), under("ext4-ordered")));
    assertThat(text(finding))
        .startsWith(
            "a failed call that the program does not survive, under ext4-ordered\n"
                + "  call 3 of 24 fails, once: fsync fresh: EIO (Input/output error)\n"
                + "      at dev.faultline.disk.crash.SweepTest.tryTwice(SweepTest.java:")
        .contains("  the program goes on to its end\n")
        .contains("the machine crashes after ")
        .contains("the check says: java.lang.IllegalStateException: acknowledged 0, found")
        .contains("missing: data of fresh was never written out, and no later sync tries again");
    assertThat(finding.failed().errno()).isEqualTo(Errno.EIO);
    assertThat(finding.mode()).isEqualTo(SweepOptions.Mode.ONCE);
  }

  private static void tryTwice(FileChannel channel) throws IOException {
    try {
      channel.force(true);
    } catch (IOException e) {
      channel.force(true);
    }
  }

  @Test
  void a_sync_that_is_told_too_late_takes_a_program_that_asks_once() {
    SweepFinding finding =
        found(sweep(replacing(channel -> channel.force(true)), under("ext4-data-journal")));
    assertThat(text(finding)).contains("fsync fresh: its data is lost, and the next sync is told");
    SweepReport asksTwice =
        sweep(
            replacing(channel -> {
              channel.force(true);
              channel.force(true);
            }),
            under("ext4-data-journal"));
    assertThat(asksTwice.finding() == null ? "" : text(asksTwice.finding()))
        .doesNotContain("fsync fresh");
  }

  @Test
  void an_error_that_is_swallowed_is_found_without_any_crash() {
    CrashProgram careless =
        directory -> {
          try {
            Files.writeString(directory.resolve("value"), "value 1");
          } catch (IOException e) {
            // As careless programs do.
          }
          Crash.acknowledge("value 1");
        };
    SweepFinding finding = found(sweep(careless, under("process-kill").withErrno(Errno.ENOSPC)));
    assertThat(text(finding))
        .contains("  call 1 of 3 fails, once: create value: ENOSPC (No space left on device)")
        .contains("  the process dies before the first call\n");
  }

  @Test
  void a_write_that_is_taken_for_whole_is_found() {
    CrashProgram careless =
        directory -> {
          try (FileChannel channel =
              FileChannel.open(
                  directory.resolve("value"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("value 1".getBytes(StandardCharsets.UTF_8)));
          }
          Crash.acknowledge("value 1");
        };
    SweepFinding finding =
        found(
            Sweep.run(
                careless,
                (directory, acknowledged) ->
                    acknowledged.isEmpty() ? "" : lastValueIsThere(directory, acknowledged),
                under("process-kill")));
    assertThat(text(finding))
        .contains("  call 2 of 3 ends after one byte: write value\n      at ")
        .contains("found \"v\"");
  }

  @Test
  void a_program_that_tries_for_ever_is_a_finding() {
    CrashProgram stubborn =
        directory -> {
          while (true) {
            try {
              Files.writeString(directory.resolve("value"), "value 1");
              return;
            } catch (IOException e) {
              // Tries again.
            }
          }
        };
    SweepFinding finding =
        found(Sweep.run(stubborn, (directory, acknowledged) -> "", under("process-kill")));
    assertThat(finding.mode()).isEqualTo(SweepOptions.Mode.ONWARD);
    assertThat(text(finding)).contains("  the program does not end: it made more than ");
  }

  @Test
  void a_program_that_waits_for_ever_is_a_finding() {
    CrashProgram waits =
        directory -> {
          try {
            Files.writeString(directory.resolve("value"), "value 1");
          } catch (IOException e) {
            new CountDownLatch(1).await();
          }
        };
    SweepOptions brief =
        OPTIONS.withCrash(
            OPTIONS
                .crash()
                .withProfile(Profile.PROCESS_KILL)
                .withCheckLimit(Duration.ofMillis(300)));
    assertThat(text(found(sweep(waits, brief))))
        .contains("  the program does not end: it did not end within 300 ms");
  }

  @Test
  @Timeout(60)
  void a_program_that_prepares_for_ever_is_refused_in_a_sweep_and_under_rules() {
    CrashProgram waits =
        new CrashProgram() {
          @Override
          public void prepare(Path directory) throws Exception {
            new CountDownLatch(1).await();
          }

          @Override
          public void run(Path directory) {}
        };
    CrashOptions brief = OPTIONS.crash().withCheckLimit(Duration.ofMillis(300));
    String sentence =
        "the program did not come to the end of prepare within 300 ms; let it end, or give it more"
            + " time with --check-limit (checkLimit of a @CrashTest)";
    assertThatThrownBy(() -> sweep(waits, OPTIONS.withCrash(brief)))
        .isInstanceOf(CrashUsageException.class)
        .hasMessage(sentence);
    assertThatThrownBy(() -> FaultyRecording.of(waits, FaultRules.parse("sync-failure"), brief))
        .isInstanceOf(CrashUsageException.class)
        .hasMessage(sentence);
  }

  @Test
  void only_the_calls_that_are_named_fail() {
    SweepOptions syncs =
        under("ext4-ordered").withCalls(EnumSet.of(FileCall.FSYNC, FileCall.RENAME));
    SweepReport report = sweep(replacing(channel -> channel.force(true)), syncs);
    assertThat(report.finding()).isNull();
    assertThat(report.calls()).isEqualTo(6);
    assertThat(report.runs()).isEqualTo(12);
    SweepReport once =
        sweep(
            replacing(channel -> channel.force(true)),
            syncs.withModes(List.of(SweepOptions.Mode.ONCE)));
    assertThat(once.runs()).isEqualTo(6);
  }

  @Test
  void what_cannot_be_swept_is_told() {
    AtomicInteger runs = new AtomicInteger();
    assertUsage(
        directory -> {
          throw new IllegalStateException("broken");
        },
        "the program fails without any failure of a call: java.lang.IllegalStateException: broken");
    assertUsage(
        directory -> Files.exists(directory), "nothing was recorded: the program changed no file");
    assertUsage(
        directory -> Files.writeString(directory.resolve("value"), "wrong"),
        "the check refuses what the program leaves without any failure of a call: the check says:"
            + " ");
    assertUsage(
        directory -> {
          if (runs.incrementAndGet() == 1) {
            Files.writeString(directory.resolve("value"), "value 1");
          }
        },
        "the program makes different calls in different runs: call 1 was create value, and was not"
            + " made again");
    assertThatThrownBy(() ->
            sweep(
                replacing(channel -> channel.force(true)),
                OPTIONS.withCalls(EnumSet.of(FileCall.SYMLINK))))
        .isInstanceOf(CrashUsageException.class)
        .hasMessage(
            "the program makes none of the calls that should fail; it makes rename, open, create,"
                + " write, release, fsync, fsyncdir");
  }

  private static void assertUsage(CrashProgram program, String message) {
    assertThatThrownBy(() -> sweep(program, OPTIONS))
        .isInstanceOf(CrashUsageException.class)
        .hasMessageStartingWith(message);
  }

  /** What is done about a sync that failed. */
  private interface Rescue {
    void run(Path directory, int append) throws IOException;
  }

  /** Appends and syncs. */
  private static CrashProgram appending(int appends, Rescue rescue) {
    return directory -> {
      try (FileChannel channel =
          FileChannel.open(
              directory.resolve("log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        for (int i = 0; i < appends; i++) {
          channel.write(ByteBuffer.wrap(new byte[1]));
          try {
            channel.force(true);
          } catch (IOException e) {
            rescue.run(directory, i);
          }
        }
      }
    };
  }

  @Test
  void a_sweep_whose_states_do_not_suffice_is_no_plain_pass() {
    SweepOptions options =
        under("process-kill")
            .withCalls(EnumSet.of(FileCall.FSYNC))
            .withModes(List.of(SweepOptions.Mode.ONCE));
    CrashProgram early =
        appending(
            70,
            (directory, append) -> {
              if (append == 0) {
                Files.createFile(directory.resolve("early"));
              }
            });
    // Bad long after the first failure only: others are nearer, and do not show it.
    CrashChecker checker =
        (directory, acknowledged) -> {
          if (Files.exists(directory.resolve("early"))
              && Files.size(directory.resolve("log")) == 60) {
            throw new IllegalStateException("sixty");
          }
          return "";
        };
    SweepOptions few = options.withCrash(options.crash().withStates(20));
    SweepReport report = Sweep.run(early, checker, few);
    assertThat(report.finding()).isNull();
    assertThat(report.leftOut()).startsWith("for ").contains(" of 70 failures the limit of ");
    assertThat(report.mostPoints()).isGreaterThan(60);
    SweepOptions more = options.withCrash(options.crash().withStates(200));
    assertThat(found(Sweep.run(early, checker, more)).failed().number()).isEqualTo(3);
    SweepReport all = Sweep.run(appending(10, (directory, append) -> {}), checker, options);
    assertThat(all.finding()).isNull();
    assertThat(all.leftOut()).isEmpty();
    assertThat(all.mostPoints()).isZero();
  }

  @Test
  void what_only_a_failing_run_does_unseen_makes_the_result_partial() {
    SweepReport report =
        Sweep.run(
            appending(2, (directory, append) -> Crash.unseen("it writes an error log")),
            (directory, acknowledged) -> "",
            under("process-kill"));
    assertThat(report.unseen()).containsExactly("it writes an error log");
  }

  @Test
  void a_run_that_makes_the_same_calls_on_other_files_is_refused() {
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            Sweep.run(
                directory ->
                    Files.writeString(directory.resolve("value" + runs.incrementAndGet()), "1"),
                (directory, acknowledged) -> "",
                under("process-kill")))
        .isInstanceOf(CrashUsageException.class)
        .hasMessageStartingWith(
            "the program makes different calls in different runs: call 1 was create value1, and was"
                + " create value2 the next time");
  }

  @Test
  void a_run_that_makes_other_calls_before_the_failure_is_refused() {
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            Sweep.run(
                directory -> {
                  Path file = directory.resolve("value");
                  if (runs.incrementAndGet() == 3) {
                    Files.exists(file);
                  }
                  Files.writeString(file, "value 1");
                },
                (directory, acknowledged) -> "",
                under("process-kill")))
        .isInstanceOf(CrashUsageException.class)
        .hasMessageStartingWith(
            "the program makes different calls in different runs: call 1 was create");
  }

  @Test
  void labels_are_refused() {
    assertThatThrownBy(() ->
            sweep(
                replacing(channel -> channel.force(true)),
                OPTIONS.withCrash(OPTIONS.crash().between("nowhere", null))))
        .isInstanceOf(CrashUsageException.class)
        .hasMessageContaining("leave out the labels");
  }

  @Test
  void a_run_that_never_ends_is_no_recording_any_more() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    CrashProgram deaf =
        directory -> {
          try {
            Files.writeString(directory.resolve("value"), "value 1");
          } catch (IOException e) {
            while (true) {
              try {
                goOn.await();
                return;
              } catch (InterruptedException again) {
                // Deaf.
              }
            }
          }
        };
    SweepOptions brief =
        OPTIONS.withCrash(
            OPTIONS
                .crash()
                .withProfile(Profile.PROCESS_KILL)
                .withCheckLimit(Duration.ofMillis(300)));
    assertThat(text(found(sweep(deaf, brief)))).contains("it did not end within 300 ms");
    try (ExecutorService stranger = Executors.newSingleThreadExecutor()) {
      stranger.submit(() -> {}).get();
      Recording recording =
          Recording.of(directory -> {
            Files.createFile(directory.resolve("value"));
            stranger.submit(() -> Crash.acknowledge("done")).get();
          });
      assertThat(recording.history())
          .anyMatch(entry -> entry instanceof Entry.Mark mark && mark.text().equals("done"));
    } finally {
      goOn.countDown();
    }
  }
}
