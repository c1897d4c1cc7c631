package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.crash.Crash;
import dev.faultline.disk.crash.CrashChecker;
import dev.faultline.disk.crash.CrashProgram;
import dev.faultline.disk.crash.CrashProgress;
import dev.faultline.disk.fs.DiskFileSystem;
import dev.faultline.explore.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CrashCommandTest {
  private static final String WAL = "dev.faultline.examples.wal.Wal";

  private static void assertUsage(Run run, String part) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(2);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains(part);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void a_program_that_survives_is_told_for_each_file_system() {
    Run run = Run.faultline("crash", WAL, "--states", "300");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(3).allMatch(line -> line.contains(": survives; "));
    assertThat(run.out()).startsWith("ext4-ordered: survives; ");
  }

  @Test
  void a_search_that_the_states_do_not_suffice_for_is_no_plain_pass() {
    Run run = Run.faultline("crash", WAL, "--profile", "xfs", "--states", "5");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("xfs: no crash found so far; ")
        .contains(" 5 states, ")
        .contains("the limit of states ended the search in \"nothing lost\"; ")
        .contains("Raise --states")
        .doesNotContain("survives");
  }

  @Test
  void a_missing_sync_is_named_with_the_line_of_the_program_and_the_state_is_written(
      @TempDir Path folder) {
    Path out = folder.resolve("state");
    Run run =
        Run.faultline(
            "crash",
            WAL + ".RenameBeforeSync",
            "--profile",
            "ext4-ordered",
            "--out",
            out.toString());
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out())
        .contains("a crash that the program does not survive, under ext4-ordered")
        .contains("missing: no fsync of snapshot.tmp between append snapshot.tmp")
        .contains("WriteAheadLog.writeSnapshot(WriteAheadLog.java:")
        .contains("what the crash left: " + out);
    assertThat(out.resolve("snapshot")).exists();
  }

  @Test
  void a_command_checks_too(@TempDir Path folder) throws IOException {
    Path script = folder.resolve("check.sh");
    Files.writeString(script, "test -e \"$1/snapshot\" || { echo no snapshot; exit 1; }\n");
    Run run =
        Run.faultline(
            "crash", WAL, "--profile", "xfs", "--states", "20", "--check-command", "sh " + script);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("exit code 1: no snapshot");
    Run good =
        Run.faultline(
            "crash", WAL, "--profile", "xfs", "--states", "20", "--check-command", "true");
    assertThat(good.exitCode()).as(good.out() + good.err()).isZero();
    assertUsage(
        Run.faultline("crash", WAL, "--check-command", "no-such-command-anywhere"),
        "cannot run the checker");
  }

  @Test
  void a_command_that_hangs_is_no_pass() {
    Run run =
        Run.faultline("crash", WAL, "--check-limit", "300ms", "--check-command", "sleep 100; true");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("the check did not end within 300 ms");
  }

  @Test
  void a_command_that_hangs_does_not_outlive_the_search(@TempDir Path folder) throws Exception {
    Path pids = folder.resolve("pids");
    Path script = folder.resolve("hang.sh");
    Files.writeString(
        script, "echo $$ >> " + pids + "\nsleep 100 & echo $! >> " + pids + "\nwait\n");
    Process search =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.faultline.cli.Main",
                "crash",
                WAL,
                "--check-limit",
                "1s",
                "--check-command",
                "sh " + script)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertThat(search.waitFor()).as(Files.readString(folder.resolve("out"))).isEqualTo(1);
    List<String> lines = Files.readAllLines(pids);
    assertThat(lines).hasSize(2);
    for (String pid : lines) {
      // One that is dead and that no parent has taken note of yet has no command any more.
      assertThat(
              ProcessHandle.of(Long.parseLong(pid))
                  .filter(process -> process.info().command().isPresent()))
          .isEmpty();
    }
  }

  /** Fails while it is recorded. */
  public static final class Failing implements CrashProgram, CrashChecker {
    @Override
    public void run(Path directory) throws IOException {
      throw new IOException("no such luck");
    }

    @Override
    public String check(Path directory, List<String> acknowledged) {
      return "";
    }
  }

  @Test
  void a_program_that_fails_is_one_line_without_the_agent_too() {
    assertUsage(
        Run.faultline("crash", CrashCommandTest.class.getName() + ".Failing"),
        "the program failed while it was recorded: java.io.IOException: no such luck");
  }

  /** Never comes to its end. */
  public static final class Endless implements CrashProgram, CrashChecker {
    @Override
    public void run(Path directory) throws Exception {
      Files.writeString(directory.resolve("a"), "b");
      new CountDownLatch(1).await();
    }

    @Override
    public String check(Path directory, List<String> acknowledged) {
      return "";
    }
  }

  @Test
  @Timeout(60)
  void a_program_that_does_not_end_is_one_line() {
    assertUsage(
        Run.faultline(
            "crash", CrashCommandTest.class.getName() + ".Endless", "--run-limit", "300ms"),
        "the program did not end within 300 ms while it was recorded; let it come to its end, or"
            + " give it more time with --run-limit");
  }

  @Test
  void progress_says_the_stage_and_the_limit() {
    assertThat(
            CrashCommand.progressText(
                "xfs",
                new CrashProgress.Seen("one operation lost", 1_234, 10_000),
                61_500_000_000L))
        .isEqualTo("xfs: 1,234 states, at most 10,000; one operation lost; 61 s");
  }

  @Test
  void a_state_that_cannot_be_written_is_one_line(@TempDir Path folder) throws IOException {
    DiskFileSystem system = DiskFileSystem.create(Profile.XFS, Device.SECTORS);
    Files.createDirectories(system.getPath("/store/" + "a".repeat(300)));
    assertThatThrownBy(() -> StateFolder.write(system.image(), folder.resolve("out")))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("cannot write the state to " + folder)
        .hasMessageEndingWith("name another folder with --out");
    Run found =
        Run.faultline("crash", WAL + ".NoDirectorySync", "--profile", "btrfs", "--out", "/proc/x");
    assertThat(found.exitCode()).as("what was found stays found").isEqualTo(1);
    assertThat(found.out()).startsWith("a crash that the program does not survive, under btrfs");
    assertThat(found.err()).startsWith("faultline: cannot write the state to /proc/x: ");
  }

  @Test
  void a_state_that_cannot_be_given_to_the_check_is_no_finding() {
    try (CommandChecker checker = new CommandChecker("true", Duration.ofSeconds(9))) {
      assertThatThrownBy(() ->
              checker.check(
                  store -> {
                    throw new IOException("No space left on device");
                  },
                  List.of()))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("cannot write a state for the check below ")
          .hasMessageContaining("No space left on device");
    }
  }

  @Test
  void a_sweep_lets_each_call_fail(@TempDir Path folder) {
    Run good = Run.faultline("crash", WAL, "--sweep", "--profile", "xfs", "--sweep-calls", "fsync");
    assertThat(good.exitCode()).as(good.out() + good.err()).isZero();
    assertThat(good.out()).startsWith("xfs: survives each failed call; ").contains(" runs, ");
    Path out = folder.resolve("state");
    Run bad =
        Run.faultline("crash", WAL + ".RetriesFailedSync", "--sweep", "--out", out.toString());
    assertThat(bad.exitCode()).as(bad.err()).isEqualTo(1);
    assertThat(bad.out())
        .startsWith("a failed call that the program does not survive, under ext4-ordered")
        .contains("fdatasync wal.1: EIO (Input/output error)")
        .contains("WriteAheadLog.sync(WriteAheadLog.java:");
    assertThat(out).isNotEmptyDirectory();
  }

  @Test
  void a_program_is_recorded_under_faults(@TempDir Path folder) throws IOException {
    Run full =
        Run.faultline(
            "crash",
            WAL,
            "--profile",
            "xfs",
            "--fault",
            "quota bytes=2000",
            "--fault",
            "hang ioctl,read path=/x");
    assertThat(full.exitCode()).as(full.out() + full.err()).isZero();
    assertThat(full.out())
        .contains("xfs: the program ended with java.io.IOException: No space left on device")
        .contains("xfs: survives; ");
    assertThat(full.errLines())
        .containsExactly(
            "warning: --fault struck nothing: no call was on a path that it is for: hang ioctl,read"
                + " path=/x");
    Path file = folder.resolve("rules");
    Files.writeString(file, "# a comment\n\nsync-failure nth=1 path=wal.* aftermath=retried");
    Run bad = Run.faultline("crash", WAL + ".RetriesFailedSync", "--faults", file.toString());
    assertThat(bad.exitCode()).as(bad.out() + bad.err()).isZero();
    Files.writeString(file, "sync-failure nth=1 path=wal.*");
    bad = Run.faultline("crash", WAL + ".RetriesFailedSync", "--faults", file.toString());
    assertThat(bad.exitCode()).as(bad.out() + bad.err()).isEqualTo(1);
    assertThat(bad.out()).contains("data of wal.1 was never written out");
    Files.writeString(file, "\nfail write errno=EWHAT");
    assertUsage(
        Run.faultline("crash", WAL, "--faults", file.toString()),
        file + ", line 2, errno: unknown errno EWHAT");
    assertUsage(
        Run.faultline("crash", WAL, "--fault", "fail ioctl errno=EIO"),
        "line 1, calls: Java's files never make these calls");
    assertUsage(
        Run.faultline("crash", WAL, "--fault", "fail write"),
        "--fault 'fail write', errno: missing");
    assertUsage(
        Run.faultline("crash", WAL, "--faults", folder.toString()), "cannot read the rules");
    assertUsage(Run.faultline("crash", WAL, "--sweep", "--fault", "hang read"), "--sweep makes");
    assertUsage(Run.faultline("crash", WAL, "--sweep", "--sweep-errno", "EWHAT"), "EWHAT");
    for (String[] alone :
        new String[][] {
          {"--sweep-errno", "EIO"}, {"--sweep-calls", "fsync"}, {"--sweep-states", "9"}
        }) {
      assertUsage(
          Run.faultline("crash", WAL, alone[0], alone[1]),
          alone[0] + " is for --sweep; give both, or neither");
    }
    assertUsage(
        Run.faultline("crash", WAL, "--sweep", "--sweep-calls", "wrte"), "unknown call wrte");
    assertUsage(
        Run.faultline("crash", WAL, "--sweep", "--sweep-calls", "symlink"),
        "the program makes none of the calls that should fail");
  }

  @Test
  void bad_input_is_one_line_and_nothing_is_written(@TempDir Path folder) throws IOException {
    assertUsage(Run.faultline("crash", WAL, "--profile", "zfs"), "unknown profile zfs; there are");
    assertUsage(Run.faultline("crash", WAL, "--atomic", "1000"), "not 1000");
    assertUsage(
        Run.faultline("crash", "com.example.Absent"), "there is no class com.example.Absent");
    assertUsage(Run.faultline("crash", "java.lang.String"), "java.lang.String is no ");
    assertUsage(Run.faultline("crash", WAL, "--from", "nowhere"), "no label nowhere");
    Files.writeString(folder.resolve("mine"), "precious");
    assertUsage(
        Run.faultline("crash", WAL + ".ReplyBeforeSync", "--out", folder.toString()),
        "is not empty");
    assertThat(folder.resolve("mine")).hasContent("precious");
  }

  @Test
  void a_sweep_refuses_what_is_for_one_recording_and_says_where_its_states_ended(
      @TempDir Path folder) {
    assertUsage(
        Run.faultline("crash", WAL, "--sweep", "--states", "10"), "--states 10 is not for --sweep");
    assertUsage(
        Run.faultline("crash", WAL, "--sweep", "--from", "nowhere"),
        "--from nowhere is not for --sweep");
    assertUsage(
        Run.faultline("crash", WAL, "--sweep", "--to", "nowhere"),
        "--to nowhere is not for --sweep");
    Run few =
        Run.faultline(
            "crash",
            WAL,
            "--sweep",
            "--sweep-calls",
            "fsync",
            "--sweep-states",
            "2",
            "--profile",
            "xfs");
    assertThat(few.exitCode()).as(few.out() + few.err()).isZero();
    assertThat(few.out())
        .startsWith("xfs: no crash found so far; ")
        .contains(" failures the limit of states ended the search before ")
        .endsWith(". Raise --sweep-states\n");
  }

  /** Its acknowledgement has two lines, and its files share and forbid. */
  public static final class Special implements CrashProgram {
    @Override
    public void run(Path directory) throws IOException {
      Path file = Files.writeString(directory.resolve("file"), "text");
      Files.createLink(directory.resolve("other"), file);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r-x------"));
      Crash.acknowledge("two\nlines");
    }
  }

  @Test
  void a_command_sees_links_permissions_and_a_line_for_each_acknowledgement(@TempDir Path folder)
      throws IOException {
    Path script = folder.resolve("check.sh");
    Files.writeString(
        script,
        """
        [ ! -s "$2" ] && exit 0
        [ "$(cat "$2")" = 'two\\nlines' ] || { echo "lines: $(cat "$2")"; exit 1; }
        [ "$1/file" -ef "$1/other" ] || { echo not linked; exit 1; }
        [ "$(stat -c %a "$1/file")" = 500 ] || { echo "permissions $(stat -c %a "$1/file")"; exit 1; }
        """);
    Run run =
        Run.faultline(
            "crash",
            CrashCommandTest.class.getName() + ".Special",
            "--profile",
            "process-kill",
            "--check-command",
            "sh " + script);
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }
}
