package dev.faultline.disk.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.disk.Entry;
import dev.faultline.disk.Profile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ExplorationTest {
  private static final CrashOptions OPTIONS = CrashOptions.DEFAULT;

  private static void write(Path file, String text, boolean sync) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      if (sync) {
        channel.force(true);
      }
    }
  }

  private static void fsync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Replaces a file by rename. */
  private static CrashProgram replacing(boolean syncFile, boolean syncDirectory) {
    return new CrashProgram() {
      @Override
      public void prepare(Path directory) throws IOException {
        write(directory.resolve("config"), "old", false);
      }

      @Override
      public void run(Path directory) throws IOException {
        write(directory.resolve("config.tmp"), "new", syncFile);
        Files.move(
            directory.resolve("config.tmp"),
            directory.resolve("config"),
            StandardCopyOption.ATOMIC_MOVE);
        if (syncDirectory) {
          fsync(directory);
        }
        Crash.acknowledge("new");
      }
    };
  }

  /** The old content until the new one was acknowledged; then the new one. */
  private static String checkConfig(Path directory, List<String> acknowledged) throws IOException {
    String found = Files.readString(directory.resolve("config"));
    if (!found.equals("new") && !(found.equals("old") && acknowledged.isEmpty())) {
      throw new IllegalStateException("config is \"" + found + "\"");
    }
    return found;
  }

  private static CrashReport explore(CrashProgram program, Profile profile) {
    return Exploration.run(program, ExplorationTest::checkConfig, OPTIONS.withProfile(profile));
  }

  private static Finding found(CrashReport report) {
    Finding finding = report.finding();
    assertThat(finding).as("%s", report).isNotNull();
    return Objects.requireNonNull(finding);
  }

  @Test
  void a_replacement_that_syncs_file_and_directory_survives_every_state_of_every_journal() {
    for (Profile profile :
        List.of(Profile.EXT4_ORDERED, Profile.XFS, Profile.BTRFS, Profile.EXT4_DATA_JOURNAL)) {
      CrashReport report = explore(replacing(true, true), profile);
      assertThat(report.finding()).as(profile.name()).isNull();
      assertThat(report.exhaustive()).as(profile.name()).isTrue();
      assertThat(report.meanings()).isEqualTo(2);
    }
  }

  @Test
  void a_rename_without_fsync_of_the_file_is_found_and_explained() {
    Finding finding = found(explore(replacing(false, true), Profile.EXT4_ORDERED));
    assertThat(finding.missing())
        .containsExactly(
            "no fsync of config.tmp between append config.tmp (3 bytes at 0) and its rename to"
                + " config");
    assertThat(finding.lost().getFirst().operation().stack())
        .anyMatch(frame -> frame.getMethodName().equals("write"));
  }

  @Test
  void a_missing_fsync_of_the_directory_is_found_and_explained() {
    Finding finding = found(explore(replacing(true, false), Profile.XFS));
    assertThat(finding.missing())
        .containsExactly(
            "no fsync of the directory . after rename config.tmp to config and before \"new\" was"
                + " acknowledged");
    assertThat(finding.image().at("store/config")).isNotNull();
  }

  @Test
  void an_acknowledgement_before_the_sync_is_told_from_a_sync_that_never_comes() {
    CrashProgram early =
        new CrashProgram() {
          @Override
          public void prepare(Path directory) throws IOException {
            write(directory.resolve("log"), "", false);
          }

          @Override
          public void run(Path directory) throws IOException {
            try (FileChannel log =
                FileChannel.open(directory.resolve("log"), StandardOpenOption.WRITE)) {
              log.write(ByteBuffer.wrap(new byte[] {1}));
              Crash.acknowledge("one");
              log.force(false);
            }
          }
        };
    CrashReport report =
        Exploration.run(
            early,
            (directory, acknowledged) -> {
              if (Files.size(directory.resolve("log")) < acknowledged.size()) {
                throw new IllegalStateException("lost");
              }
              return "";
            },
            OPTIONS);
    assertThat(found(report).missing())
        .containsExactly(
            "acknowledged \"one\" before the fdatasync of log that makes the append log (1 bytes at"
                + " 0) durable");
  }

  @Test
  void under_process_kill_nothing_is_lost() {
    assertThat(explore(replacing(false, false), Profile.PROCESS_KILL).finding()).isNull();
  }

  @Test
  void a_crash_during_recovery_is_found() {
    // Recovery deletes the log before the data that it rebuilt is durable.
    CrashProgram program =
        new CrashProgram() {
          @Override
          public void prepare(Path directory) throws IOException {
            write(directory.resolve("log"), "value", false);
          }

          @Override
          public void run(Path directory) throws IOException {
            write(directory.resolve("started"), "", false);
          }
        };
    CrashChecker recovering =
        (directory, acknowledged) -> {
          Path log = directory.resolve("log");
          Path data = directory.resolve("data");
          if (Files.exists(log)) {
            write(data, Files.readString(log), false);
            Files.delete(log);
          }
          if (!Files.exists(data) || !Files.readString(data).equals("value")) {
            throw new IllegalStateException("the value is gone");
          }
          return "";
        };
    Finding finding = found(Exploration.run(program, recovering, OPTIONS.withProfile(Profile.XFS)));
    assertThat(finding.recovery()).isNotNull();
    assertThat(finding.missing())
        .allMatch(sentence -> sentence.startsWith("in recovery: no fsync of"));
    assertThat(String.join("\n", FindingText.of(finding))).contains("once more during recovery");
  }

  @Test
  void what_is_lost_is_made_as_small_as_it_can_be() {
    CrashProgram program =
        directory -> {
          for (int i = 0; i < 5; i++) {
            write(directory.resolve("f" + i), "x", false);
          }
        };
    CrashReport report =
        Exploration.run(
            program,
            (directory, acknowledged) -> {
              if (Files.exists(directory.resolve("f4")) && !Files.exists(directory.resolve("f2"))) {
                throw new IllegalStateException("f2 is missing");
              }
              return "";
            },
            OPTIONS);
    Finding finding = found(report);
    assertThat(finding.lost()).extracting(op -> op.operation().path()).containsOnly("/store/f2");
    assertThat(finding.missing()).containsExactly("no fsync of the directory . after create f2");
  }

  @Test
  void crash_points_may_be_limited_to_those_between_two_labels() {
    CrashProgram program =
        directory -> {
          write(directory.resolve("a"), "x", false);
          Crash.label("begin");
          write(directory.resolve("b"), "x", false);
          Crash.label("end");
          write(directory.resolve("c"), "x", false);
        };
    List<Boolean> sawC = new ArrayList<>();
    CrashChecker checker =
        (directory, acknowledged) -> {
          sawC.add(Files.exists(directory.resolve("c")));
          return "";
        };
    Recording recording = Recording.of(program);
    CrashReport part = Exploration.run(recording, checker, OPTIONS.between("begin", "end"));
    assertThat(sawC).isNotEmpty().doesNotContain(true);
    assertThat(part.points()).isLessThan(Exploration.run(recording, checker, OPTIONS).points());
    assertThatThrownBy(() -> Exploration.run(recording, checker, OPTIONS.between("start", null)))
        .isInstanceOf(CrashUsageException.class)
        .hasMessage(
            "no label start in the recording, and no file of that name is created; it has the"
                + " labels begin, end");
  }

  @Test
  void crash_points_may_be_limited_by_files_that_the_program_creates() {
    CrashProgram program =
        directory -> {
          write(directory.resolve("a"), "x", false);
          Files.createDirectory(directory.resolve("marks"));
          Files.createFile(directory.resolve("marks/begin"));
          write(directory.resolve("b"), "x", false);
          Files.move(
              directory.resolve("marks/begin"),
              directory.resolve("marks/end"),
              StandardCopyOption.ATOMIC_MOVE);
          write(directory.resolve("c"), "x", false);
        };
    Recording recording = Recording.of(program);
    List<String> seen = new ArrayList<>();
    CrashChecker checker =
        (directory, acknowledged) -> {
          seen.add(
              Files.exists(directory.resolve("marks/begin"))
                  + " "
                  + Files.exists(directory.resolve("c")));
          return "";
        };
    CrashOptions options = OPTIONS.withProfile(Profile.PROCESS_KILL);
    Exploration.run(recording, checker, options.between("marks/begin", "marks/end"));
    assertThat(seen).isNotEmpty().doesNotContain("false true");
    assertThat(seen.stream().filter("false false"::equals)).hasSizeLessThan(2);
    seen.clear();
    Exploration.run(recording, checker, options);
    assertThat(seen).contains("false true");
  }

  @Test
  void progress_tells_the_stage_and_how_many_states_were_checked() {
    CrashProgress progress = new CrashProgress();
    List<CrashProgress.Seen> seen = new ArrayList<>();
    CrashReport report =
        Exploration.run(
            Recording.of(replacing(false, false)),
            (directory, acknowledged) -> {
              seen.add(progress.seen());
              return "";
            },
            OPTIONS.withProfile(Profile.XFS).withStates(100),
            progress);
    assertThat(seen).extracting(CrashProgress.Seen::checked).isSorted();
    assertThat(seen.getLast().checked()).isEqualTo(report.checked() + report.duringRecovery());
    assertThat(seen).extracting(CrashProgress.Seen::stage).contains("nothing lost", "all lost");
    assertThat(seen.getFirst().most()).isEqualTo(100);
  }

  @Test
  void a_check_that_hangs_is_a_finding_and_no_pass() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CrashReport report =
        Exploration.run(
            directory -> write(directory.resolve("a"), "x", false),
            (directory, acknowledged) -> {
              never.await();
              return "";
            },
            OPTIONS.withCheckLimit(Duration.ofMillis(50)));
    assertThat(found(report).verdict()).isInstanceOf(Verdict.Hung.class);
    assertThat(String.join("\n", FindingText.of(found(report))))
        .contains("did not end within 50 ms");
  }

  @Test
  void a_check_that_always_fails_is_itself_under_suspicion() {
    CrashReport report =
        Exploration.run(
            replacing(true, true),
            (directory, acknowledged) -> {
              throw new IllegalStateException("always");
            },
            OPTIONS.withProfile(Profile.XFS));

    assertThat(found(report).missing())
        .containsExactly(
            "nothing is lost, and the program had ended: the check rejects the complete result;"
                + " make sure first that the check is right");
  }

  @Test
  void an_empty_recording_and_a_program_that_fails_are_no_pass() {
    CrashChecker any = (directory, acknowledged) -> "";
    assertThatThrownBy(() -> Exploration.run(directory -> {}, any, OPTIONS))
        .isInstanceOf(CrashUsageException.class)
        .hasMessageContaining("nothing was recorded");
    CrashProgram failing =
        directory -> {
          throw new IOException("no such thing");
        };
    assertThatThrownBy(() -> Exploration.run(failing, any, OPTIONS))
        .isInstanceOf(CrashUsageException.class)
        .hasMessageContaining("java.io.IOException: no such thing");
  }

  @Test
  void the_same_options_check_the_same_states() {
    Recording recording = Recording.of(replacing(false, false));
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    for (List<String> seen : List.of(first, second)) {
      Exploration.run(
          recording,
          (directory, acknowledged) -> {
            try (var files = Files.walk(directory)) {
              seen.add(files.toList() + " " + acknowledged);
            }
            return "";
          },
          OPTIONS.withStates(50));
    }
    assertThat(second).hasSizeGreaterThan(5).isEqualTo(first);
  }

  @Test
  void threads_that_the_program_starts_belong_to_its_recording() {
    CrashProgram program =
        directory -> {
          write(directory.resolve("a"), "x", false);
          Thread thread = new Thread(() -> Crash.acknowledge("from another thread"));
          thread.start();
          thread.join();
        };
    assertThat(Recording.of(program).history())
        .anyMatch(entry -> entry.toString().contains("from another thread"));
  }

  private static List<String> acknowledged(Recording recording) {
    return recording.history().stream()
        .filter(entry -> entry instanceof Entry.Mark mark && mark.acknowledged())
        .map(entry -> ((Entry.Mark) entry).text())
        .toList();
  }

  @Test
  void a_pool_that_outlives_its_recording_acknowledges_in_the_next() throws Exception {
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      CrashProgram program =
          directory -> {
            write(directory.resolve("a"), "x", false);
            pool.submit(() -> Crash.acknowledge("from the pool")).get();
          };
      assertThat(acknowledged(Recording.of(program))).containsExactly("from the pool");
      assertThat(acknowledged(Recording.of(program))).containsExactly("from the pool");
    }
  }

  @Test
  void what_a_check_or_prepare_says_gets_into_no_recording() {
    CrashProgram inner =
        new CrashProgram() {
          @Override
          public void prepare(Path directory) {
            Crash.acknowledge("prepared");
          }

          @Override
          public void run(Path directory) throws IOException {
            write(directory.resolve("a"), "x", false);
          }
        };
    Recording recording = Recording.of(inner);
    CrashProgram outer =
        directory -> {
          write(directory.resolve("a"), "x", false);
          Exploration.run(
              recording,
              (state, promised) -> {
                Crash.acknowledge("checked");
                return "";
              },
              OPTIONS.withStates(5));
          Recording.of(inner);
        };
    assertThat(acknowledged(Recording.of(outer))).isEmpty();
  }

  @Test
  void a_strangers_promise_while_two_programs_are_recorded_makes_both_partial() throws Exception {
    try (ExecutorService stranger = Executors.newSingleThreadExecutor()) {
      stranger.submit(() -> {}).get();
      List<Recording> both = new ArrayList<>();
      both.add(
          Recording.of(directory -> {
            Files.createFile(directory.resolve("a"));
            both.add(
                Recording.of(other -> {
                  Files.createFile(other.resolve("b"));
                  stranger.submit(() -> Crash.acknowledge("done")).get();
                }));
          }));
      assertThat(both).hasSize(2).allMatch(recording -> recording.unseen().size() == 1);
    }
  }
}
