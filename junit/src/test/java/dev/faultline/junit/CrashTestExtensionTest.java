package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.faultline.disk.crash.Crash;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

final class CrashTestExtensionTest {
  private static void replace(Path directory, boolean sync) throws IOException {
    Path fresh = Files.writeString(directory.resolve("fresh"), "new");
    if (sync) {
      sync(fresh);
    }
    Files.move(fresh, directory.resolve("file"), StandardCopyOption.ATOMIC_MOVE);
    sync(directory);
    Crash.acknowledge("new");
  }

  private static void replaceStubbornly(Path directory) throws IOException {
    Path fresh = Files.writeString(directory.resolve("fresh"), "new");
    try {
      sync(fresh);
    } catch (IOException e) {
      sync(fresh);
    }
    Files.move(fresh, directory.resolve("file"), StandardCopyOption.ATOMIC_MOVE);
    sync(directory);
    Crash.acknowledge("new");
  }

  private static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void oldOrNew(Path directory, List<String> acknowledged) throws IOException {
    String found = Files.readString(directory.resolve("file"));
    if (!found.equals("new") && !(found.equals("old") && acknowledged.isEmpty())) {
      throw new IllegalStateException("found \"" + found + "\"");
    }
  }

  private static CrashSetup prepared(CrashSetup crash) {
    return crash
        .prepare(directory -> Files.writeString(directory.resolve("file"), "old"))
        .check(CrashTestExtensionTest::oldOrNew);
  }

  static class Right {
    @CrashTest
    void a_replacement(CrashSetup crash) {
      prepared(crash).run(directory -> replace(directory, true));
    }
  }

  static class Wrong {
    @CrashTest(profiles = {"process-kill", "ext4-ordered"})
    void a_replacement(CrashSetup crash) {
      prepared(crash).run(directory -> replace(directory, false));
    }
  }

  static class Swept {
    @CrashTest(profiles = "ext4-ordered", sweep = true)
    void right(CrashSetup crash) {
      prepared(crash).run(directory -> replace(directory, true));
    }

    @CrashTest(profiles = "ext4-ordered", sweep = true)
    void tries_a_failed_sync_again(CrashSetup crash) {
      prepared(crash).run(CrashTestExtensionTest::replaceStubbornly);
    }
  }

  static class Faulty {
    @CrashTest(profiles = "ext4-ordered")
    void a_right_one_ends_with_the_error(CrashSetup crash) {
      prepared(crash).faults("sync-failure").run(directory -> replace(directory, true));
    }

    @CrashTest(profiles = "ext4-ordered")
    void one_that_tries_again(CrashSetup crash) {
      prepared(crash).faults("sync-failure nth=1").run(CrashTestExtensionTest::replaceStubbornly);
    }

    @CrashTest(profiles = "ext4-ordered")
    void a_wrong_rule(CrashSetup crash) {
      prepared(crash).faults("fail write").run(directory -> replace(directory, true));
    }
  }

  static class Unknown {
    @CrashTest(profiles = "zfs")
    void anything(CrashSetup crash) {
      prepared(crash).run(directory -> replace(directory, true));
    }
  }

  static class Empty {
    @CrashTest(profiles = "xfs")
    void nothing(CrashSetup crash) {
      prepared(crash).run(directory -> {});
    }
  }

  static class Endless {
    @CrashTest(profiles = "xfs", runLimit = "300ms")
    void waits_for_ever(CrashSetup crash) {
      prepared(crash).run(directory -> new CountDownLatch(1).await());
    }

    @CrashTest(profiles = "xfs", runLimit = "0s")
    void has_no_time(CrashSetup crash) {
      prepared(crash).run(directory -> replace(directory, true));
    }
  }

  static class Unchecked {
    @CrashTest(profiles = "xfs")
    void nobody_looks(CrashSetup crash) {
      crash.run(directory -> replace(directory, true));
    }
  }

  @Test
  void a_program_is_recorded_under_faults() {
    run(Faulty.class).assertStatistics(counts -> counts.failed(2));
    assertThat(failures(Faulty.class))
        .contains("data of fresh was never written out")
        .contains("CrashSetup.faults: line 1, errno: missing");
  }

  @Test
  @Timeout(60)
  void a_program_that_does_not_end_fails_the_test() {
    run(Endless.class).assertStatistics(counts -> counts.failed(2));
    assertThat(failures(Endless.class))
        .contains(
            "@CrashTest: the program did not end within 300 ms while it was recorded; let it end,"
                + " or set a longer runLimit")
        .contains("@CrashTest: a run needs time, not 0s");
  }

  @Test
  void a_sweep_fails_the_test_with_the_call_that_failed() {
    run(Swept.class).assertStatistics(counts -> counts.failed(1));
    assertThat(failures(Swept.class))
        .contains("a failed call that the program does not survive, under ext4-ordered")
        .contains("fsync fresh: EIO (Input/output error)")
        .contains("CrashTestExtensionTest.sync(CrashTestExtensionTest.java:");
  }

  private static Events run(Class<?> test) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(test)).execute().allEvents();
  }

  private static String failures(Class<?> test) {
    return run(test).failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> String.valueOf(result.getThrowable().orElseThrow().getMessage()))
        .reduce("", (one, other) -> one + other + "\n");
  }

  @Test
  void what_survives_passes_once_for_each_file_system() {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Right.class))
            .execute()
            .testEvents();
    assertThat(tests.succeeded().count()).isEqualTo(3);
    assertThat(tests.failed().count()).isZero();
  }

  @Test
  void what_does_not_survive_fails_with_the_missing_sync() {
    Events tests =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Wrong.class))
            .execute()
            .testEvents();
    assertThat(tests.succeeded().count()).isEqualTo(1);
    assertThat(tests.failed().count()).isEqualTo(1);
    assertThat(failures(Wrong.class))
        .contains("under ext4-ordered")
        .contains(
            "missing: no fsync of fresh between append fresh (3 bytes at 0) and its rename to"
                + " file");
  }

  @Test
  void mistakes_are_no_pass() {
    assertThat(failures(Unknown.class)).contains("unknown profile zfs");
    assertThat(failures(Empty.class)).contains("nothing was recorded");
    assertThat(failures(Unchecked.class)).contains("without a call of CrashSetup.check");
  }

  static class Limited {
    @CrashTest(profiles = "xfs", sweep = true, sweepStates = 2)
    void too_few(CrashSetup crash) {
      prepared(crash).run(directory -> replace(directory, true));
    }

    @CrashTest(profiles = "xfs", sweep = true)
    void both(CrashSetup crash) {
      prepared(crash).faults("sync-failure").run(directory -> replace(directory, true));
    }

    @CrashTest(profiles = "xfs")
    void fails_itself(CrashSetup crash) {
      prepared(crash)
          .faults("fail symlink errno=EIO")
          .run(directory -> {
            replace(directory, true);
            throw new IllegalStateException("its own");
          });
    }

    @CrashTest(profiles = "xfs")
    void refuses_what_it_sees(CrashSetup crash) {
      prepared(crash)
          .faults("delay fsync time=1us")
          .run(directory -> {
            replace(directory, true);
            throw new AssertionError("its assertion");
          });
    }
  }

  @Test
  void a_sweep_or_faults_that_did_not_try_what_they_say_are_no_pass() {
    run(Limited.class).assertStatistics(counts -> counts.failed(4));
    assertThat(failures(Limited.class))
        .contains("too few states to try each crash point behind a failure: for ")
        .contains("set sweepStates to ")
        .contains("@CrashTest(sweep = true) makes the faults itself")
        .contains("before any fault struck: java.lang.IllegalStateException: its own")
        .contains("its assertion");
  }
}
