package dev.faultline.disk.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.fault.FaultRules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How far a search goes, and what it says of that. */
class ExplorationLimitsTest {
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

  private static Finding found(CrashReport report) {
    Finding finding = report.finding();
    assertThat(finding).as("%s", report).isNotNull();
    return Objects.requireNonNull(finding);
  }

  @Test
  void acknowledgements_of_a_long_run_take_room_by_their_number_and_not_its_square() {
    int promises = 60_000;
    Recording recording =
        Recording.of(directory -> {
          write(directory.resolve("log"), "x", true);
          for (int i = 0; i < promises; i++) {
            Crash.acknowledge("");
          }
        });
    // A list for each moment would be two thousand million elements.
    List<CrashPoint> points = CrashPoint.of(recording, OPTIONS);
    assertThat(points).hasSizeGreaterThan(promises);
    assertThat(points.getLast().acknowledged()).hasSize(promises);
    assertThat(points.get(points.size() - promises / 2).acknowledged())
        .hasSize(promises - promises / 2 + 1);
    CrashReport report =
        Exploration.run(recording, (directory, acknowledged) -> "", OPTIONS.withStates(50));
    assertThat(report.checked()).isEqualTo(50);
  }

  @Test
  void where_nothing_or_all_is_lost_the_states_are_all_however_much_is_unsynced() {
    CrashProgram program = directory -> write(directory.resolve("a"), "x".repeat(50_000), false);
    CrashChecker any = (directory, acknowledged) -> "";
    for (Profile profile : List.of(Profile.PROCESS_KILL, Profile.ALL_UNSYNCED_LOST)) {
      CrashReport report = Exploration.run(program, any, OPTIONS.withProfile(profile));
      assertThat(report.exhaustive()).as(profile.name()).isTrue();
    }
    assertThat(Exploration.run(program, any, OPTIONS.withProfile(Profile.XFS)).exhaustive())
        .isFalse();
  }

  /** Names without a sync, so that early moments have many states; the last file is promised. */
  private static Recording manyNames(int files) {
    return Recording.of(directory -> {
      for (int i = 0; i < files; i++) {
        write(directory.resolve("f" + i), "", false);
      }
      write(directory.resolve("late"), "x", false);
      Crash.acknowledge("late");
    });
  }

  @Test
  void a_mistake_at_the_end_of_a_run_is_found_though_the_states_are_too_few_for_its_beginning() {
    CrashReport report =
        Exploration.run(
            manyNames(50),
            (directory, acknowledged) -> {
              if (!acknowledged.isEmpty() && !Files.exists(directory.resolve("late"))) {
                throw new IllegalStateException("late is lost");
              }
              return "";
            },
            OPTIONS.withProfile(Profile.BTRFS).withStates(300));
    assertThat(found(report).acknowledged()).containsExactly("late");
  }

  @Test
  void a_search_that_its_limit_ended_says_so_and_what_it_reached() {
    CrashChecker any = (directory, acknowledged) -> "";
    Recording recording = manyNames(50);
    CrashOptions options = OPTIONS.withProfile(Profile.BTRFS);
    CrashReport part = Exploration.run(recording, any, options.withStates(300));
    assertThat(part.leftOut())
        .isEqualTo(
            "the limit of states ended the search in \"suspicious crash points\"; all crash points"
                + " were reached at least once");
    CrashReport few = Exploration.run(recording, any, options.withStates(20));
    assertThat(few.reached()).isEqualTo(20).isLessThan(few.points());
    assertThat(few.leftOut())
        .isEqualTo(
            "the limit of states ended the search in \"nothing lost\"; 20 of "
                + few.points()
                + " crash points were reached at least once");
    assertThat(Exploration.run(manyNames(2), any, options).leftOut()).isEmpty();
  }

  @Test
  void crashes_during_recovery_are_of_the_whole_run_and_not_of_its_first_states() {
    Recording recording =
        Recording.of(directory -> {
          for (int i = 0; i < 300; i++) {
            write(directory.resolve("f" + i), "", true);
            fsync(directory);
          }
        });
    CrashChecker recovering =
        (directory, acknowledged) -> {
          Path copied = directory.resolve("copied");
          Path source = directory.resolve("f250");
          if (Files.exists(copied) && !Files.readString(copied).equals("x")) {
            throw new IllegalStateException("the copy is not whole");
          }
          write(directory.resolve(Files.exists(source) ? "copied" : "opened"), "x", false);
          return "";
        };
    CrashReport report =
        Exploration.run(recording, recovering, OPTIONS.withProfile(Profile.XFS).withStates(2_000));
    assertThat(found(report).recovery()).isNotNull();
  }

  @Test
  void equal_states_are_checked_once_for_each_number_of_acknowledgements() {
    List<String> checked = new ArrayList<>();
    CrashReport report =
        Exploration.run(
            manyNames(4),
            (directory, acknowledged) -> {
              StringBuilder state = new StringBuilder(acknowledged.toString());
              try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                  state.append(file).append('=').append(Files.readString(file)).append(' ');
                }
              }
              checked.add(state.toString());
              return "";
            },
            OPTIONS.withProfile(Profile.BTRFS));
    // More moments and passes than states: nearly all come again and again.
    assertThat(checked).hasSizeGreaterThan(30).doesNotHaveDuplicates();
    assertThat(report.checked()).isEqualTo(checked.size());
  }

  @Test
  void what_the_check_says_is_of_the_state_that_is_reported() {
    CrashReport report =
        Exploration.run(
            directory -> {
              for (int i = 0; i < 4; i++) {
                write(directory.resolve("f" + i), "", false);
              }
              Crash.acknowledge("four files");
            },
            (directory, acknowledged) -> {
              List<String> lost = new ArrayList<>();
              for (int i = 0; i < 4; i++) {
                if (!Files.exists(directory.resolve("f" + i))) {
                  lost.add("f" + i);
                }
              }
              if (!acknowledged.isEmpty() && !lost.isEmpty()) {
                throw new IllegalStateException(lost.toString());
              }
              return "";
            },
            OPTIONS);
    Finding finding = found(report);
    assertThat(finding.lost()).isNotEmpty();
    List<String> lost =
        finding.lost().stream()
            .map(op -> op.operation().path().substring("/store/".length()))
            .distinct()
            .toList();
    assertThat(finding.verdict())
        .isInstanceOfSatisfying(
            Verdict.Bad.class, bad -> assertThat(bad.reason()).hasMessage(lost.toString()));
  }

  @Test
  void states_are_not_called_all_where_several_parts_may_show_old_bytes_or_a_write_may_do_harm() {
    CrashChecker any = (directory, acknowledged) -> "";
    Recording twoFiles =
        Recording.of(directory -> {
          write(directory.resolve("a"), "x", false);
          write(directory.resolve("b"), "x", false);
        });
    CrashOptions options = OPTIONS.withStates(100_000);
    assertThat(Exploration.run(twoFiles, any, options.withProfile(Profile.XFS)).exhaustive())
        .isTrue();
    assertThat(
            Exploration.run(twoFiles, any, options.withProfile(Profile.EXT4_WRITEBACK))
                .exhaustive())
        .isFalse();
    CrashOptions harm = options.withProfile(Profile.XFS).withDevice(new Device(512, false, false));
    assertThat(Exploration.run(twoFiles, any, harm).exhaustive()).isFalse();
  }

  @Test
  void a_range_without_a_crash_point_is_no_pass() {
    Recording recording =
        Recording.of(directory -> {
          write(directory.resolve("fresh"), "new", true);
          Files.move(
              directory.resolve("fresh"),
              directory.resolve("value"),
              StandardCopyOption.ATOMIC_MOVE);
        });
    assertThatThrownBy(() ->
            Exploration.run(
                recording, (directory, acknowledged) -> "", OPTIONS.between("value", "value")))
        .isInstanceOf(CrashUsageException.class)
        .hasMessageStartingWith("there is no crash point between value and value: ");
  }

  @Test
  void an_operation_of_which_a_failed_sync_took_a_part_keeps_its_promise_in_the_sentence() {
    Recording recording =
        FaultyRecording.of(
                directory -> {
                  Path file = directory.resolve("log");
                  try (FileChannel channel =
                      FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    channel.write(
                        ByteBuffer.wrap("x".repeat(3 * 4096).getBytes(StandardCharsets.UTF_8)));
                    try {
                      channel.force(true);
                    } catch (IOException e) {
                      Crash.acknowledge("all is well");
                    }
                  }
                },
                FaultRules.parse("sync-failure fsync offset=4096..8191 nth=1"),
                OPTIONS.withProfile(Profile.POSIX_MINIMAL))
            .recording();
    CrashReport report =
        Exploration.run(
            recording,
            (directory, acknowledged) -> {
              Path log = directory.resolve("log");
              if (!acknowledged.isEmpty()
                  && Files.exists(log)
                  && Files.size(log) > 0
                  && Files.readAllBytes(log)[0] != 'x') {
                throw new IllegalStateException("other bytes");
              }
              return "";
            },
            OPTIONS
                .withProfile(Profile.POSIX_MINIMAL)
                .withDevice(Device.SECTORS.withAtomicBytes(4096)));
    Finding finding = report.finding();
    assertThat(finding).isNotNull();
    assertThat(String.join("\n", FindingText.of(finding)))
        .contains("and before \"all is well\" was acknowledged");
  }

  /** Appends three times; the second sync fails, and what it was for may be written again. */
  private static List<String> failedSync(boolean again) {
    CrashProgram program =
        directory -> {
          try (FileChannel log =
              FileChannel.open(
                  directory.resolve("log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 3; i++) {
              ByteBuffer block = ByteBuffer.wrap("x".repeat(4096).getBytes(StandardCharsets.UTF_8));
              log.write(block, i * 4096L);
              try {
                log.force(true);
              } catch (IOException e) {
                if (again) {
                  log.write(block.rewind(), i * 4096L);
                  log.force(true);
                }
              }
            }
          }
          write(directory.resolve("marker"), "never synced", false);
        };
    CrashOptions options = OPTIONS.withProfile(Profile.EXT4_ORDERED);
    Recording recording =
        FaultyRecording.of(program, FaultRules.parse("sync-failure fsync nth=2"), options)
            .recording();
    CrashChecker checker =
        (directory, acknowledged) -> {
          Path log = directory.resolve("log");
          boolean whole = Files.exists(log) && Files.size(log) == 3 * 4096;
          if (whole && !Files.readString(log, StandardCharsets.ISO_8859_1).matches("x+")) {
            throw new IllegalStateException("a hole");
          }
          if (again && whole && !Files.exists(directory.resolve("marker"))) {
            throw new IllegalStateException("no marker");
          }
          return "";
        };
    return FindingText.of(found(Exploration.run(recording, checker, options)));
  }

  @Test
  void what_a_failed_sync_dropped_is_named_with_the_call_that_wrote_it() {
    assertThat(failedSync(false))
        .contains(
            "  the check says: java.lang.IllegalStateException: a hole",
            "  never reached the device: append log (4096 bytes at 4096)",
            "  missing: data of log was never written out, and no later sync tries again: reads"
                + " returned it until the crash")
        .anyMatch(line -> line.contains("ExplorationLimitsTest.lambda$failedSync"));
  }

  @Test
  void what_was_written_again_after_a_failed_sync_is_not_called_missing() {
    assertThat(failedSync(true))
        .contains("  the check says: java.lang.IllegalStateException: no marker")
        .noneMatch(line -> line.contains("never"));
  }
}
