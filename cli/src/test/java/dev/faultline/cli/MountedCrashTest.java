package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What crashes leave of real programs, which run once over a mount. */
@Timeout(600)
final class MountedCrashTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"WAL,FULL", "TRUNCATE,FULL", "DELETE,EXTRA"})
  void sqlite_keeps_its_commits_where_it_syncs(String journal, String synchronous)
      throws IOException {
    Run run = sqlite(journal, synchronous);

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("ext4-ordered: ").doesNotContain("does not survive");
  }

  @ParameterizedTest
  @CsvSource({
    "WAL,OFF,no fsync of db-wal after append db-wal",
    "DELETE,OFF,no fsync of the directory . after unlink db-journal",
    // Its documentation promises of FULL that nothing is corrupted, and has EXTRA for this.
    "DELETE,FULL,unlink db-journal"
  })
  void sqlite_loses_commits_where_it_does_not(String journal, String synchronous, String missing)
      throws IOException {
    Run run = sqlite(journal, synchronous);

    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out())
        .contains("a crash that the program does not survive, under ext4-ordered")
        .contains("lost commit")
        .containsPattern("missing: .*" + missing);
  }

  private Run sqlite(String journal, String synchronous) throws IOException {
    assumeMountable("sqlite3");
    Path load =
        script(
            "load",
            """
            for i in 1 2; do
              sqlite3 db "PRAGMA journal_mode=%s; PRAGMA synchronous=%s;
                CREATE TABLE IF NOT EXISTS t(x); INSERT INTO t VALUES($i);" >/dev/null && echo $i
            done
            """
                .formatted(journal, synchronous));
    Path check =
        script(
            "check",
            """
            have=" $(echo $(sqlite3 "$1/db" "PRAGMA integrity_check; SELECT x FROM t" 2>&1)) "
            case "$have" in " ok "*|*"no such table"*) ;; *) echo "corrupt: $have"; exit 1;; esac
            while read x; do
              case "$have" in *" $x "*) ;; *) echo "lost commit $x of $have"; exit 1;; esac
            done < "$2"
            """);
    return crash("sh " + load, "sh " + check, "--states", "90");
  }

  @ParameterizedTest
  @CsvSource({
    "always,repaired,",
    // The end of the log is there, and zeros in it: it takes redis-check-aof to start again.
    "always,as it is,Bad file format reading the append only file",
    "everysec,repaired,lost k"
  })
  void redis_keeps_its_keys_where_it_syncs_each(
      String appendfsync, String log, @Nullable String found) throws IOException {
    assumeMountable("redis-server");
    assumeMountable("redis-check-aof");
    Path load =
        script(
            "load",
            """
            s=%s/socket
            redis-server --port 0 --unixsocket $s --dir "$PWD" --appendonly yes --appendfsync %s \
              --save "" >&2 2>/dev/null &
            until [ "$(redis-cli -s $s ping 2>/dev/null)" = PONG ]; do sleep 0.02; done
            for i in 1 2; do [ "$(redis-cli -s $s set k$i v)" = OK ] && echo k$i; done
            kill -9 $!
            """
                .formatted(folder, appendfsync));
    Path check =
        script(
            "check",
            """
            [ -e "$1/appendonlydir" ] || [ ! -s "$2" ] || { echo "lost k1"; exit 1; }
            [ -e "$1/appendonlydir" ] || exit 0
            %s
            s="$1.socket"
            redis-server --port 0 --unixsocket $s --dir "$1" --appendonly yes --save "" \
              >"$1.log" 2>&1 &
            pid=$!
            until [ "$(redis-cli -s $s ping 2>/dev/null)" = PONG ]; do
              kill -0 $pid 2>/dev/null || { tail -1 "$1.log"; exit 1; }
              sleep 0.02
            done
            keys=" $(echo $(redis-cli -s $s keys '*')) "
            kill -9 $pid
            while read k; do
              case "$keys" in *" $k "*) ;; *) echo "lost $k of $keys"; exit 1;; esac
            done < "$2"
            """
                .formatted(
                    log.equals("repaired")
                        ? "yes | redis-check-aof --fix \"$1\"/appendonlydir/*.manifest >/dev/null"
                            + " 2>&1"
                        : ""));
    Run run = crash("sh " + load, "sh " + check, "--states", "40");

    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(found == null ? 0 : 1);
    assertThat(run.out()).contains(found == null ? "ext4-ordered: " : found);
  }

  @Test
  void what_was_there_before_is_durable_and_what_was_printed_is_promised() throws IOException {
    assumeMountable("sh");
    Path source = Files.createDirectory(folder.resolve("source"));
    Files.writeString(source.resolve("old"), "old".repeat(20_000));

    Run run =
        crash(
            "cp old new && echo copied && rm old",
            "grep -q copied \"$2\" || exit 0; test $(grep -o old \"$1/new\" | wc -l) = 20000 #",
            "--source",
            source.toString());
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out())
        .contains("acknowledged by then: 1, the last was \"copied\"")
        .containsPattern("missing: .*append new");
    assertThat(source.resolve("old")).hasSize(60_000);
    assertThat(source.resolve("new")).doesNotExist();
  }

  @Test
  void a_control_run_goes_with_what_is_found_and_before_what_would_mean_nothing()
      throws IOException {
    assumeMountable("sh");
    Path source = Files.createDirectory(folder.resolve("source"));
    Files.writeString(source.resolve("old"), "old");
    // Writes and syncs, so that a fault in a control shows.
    String copies = "printf old > new && echo copied";
    String check = "cmp -s \"$1/new\" \"$1/old\" || ! grep -q copied \"$2\" #";

    Run found = crash(copies, check, "--control", "--source", source.toString());
    assertThat(found.exitCode()).as(found.out() + found.err()).isEqualTo(1);
    assertThat(found.out())
        .contains(
            "control: in a plain folder, without a crash: the check passes, and 1 lines were"
                + " acknowledged",
            "control: on a mount without faults, without a crash: the check passes, and 1 lines"
                + " were acknowledged");
    Run held =
        crash(
            "printf old > new && sync new . && echo copied",
            check,
            "--control",
            "--source",
            source.toString());
    assertThat(held.exitCode()).as(held.out() + held.err()).isZero();
    assertThat(held.out())
        .contains(
            "ext4-ordered: survives",
            "control: in a plain folder",
            "control: on a mount without faults, without a crash: the check passes, and 1 lines"
                + " were acknowledged");
    assertRefused(
        crash(copies, "exit 7 #", "--control", "--source", source.toString()),
        "control: in a plain folder, without a crash, the check fails:"
            + " java.lang.IllegalStateException: exit code 7; what it says of crashes would mean"
            + " nothing");
    assertRefused(
        crash(
            copies,
            "sleep 100; true #",
            "--control",
            "--check-limit",
            "300ms",
            "--source",
            source.toString()),
        "the check fails: it does not end within 300 ms");
    // What only a mount shows.
    assertRefused(
        crash(
            "grep -q \" $PWD fuse\" /proc/mounts && rm old; echo done",
            "test -e \"$1/old\" #",
            "--control",
            "--source",
            source.toString()),
        "control: on a mount without faults, without a crash, the check fails");
    assertRefused(
        Run.faultline("crash", "com.example.Main", "--control"), "--control is for --mount");
    assertThat(source.resolve("new")).doesNotExist();
  }

  @Test
  void what_cannot_be_recorded_is_refused() throws IOException {
    assertRefused(
        Run.faultline("crash", "--mount", "true"),
        "--mount needs --check-command, which says what is a bad state");
    assertRefused(
        Run.faultline("crash", "com.example.Main", "--mount", "true", "--check-command", "true"),
        "leave out com.example.Main");
    assertRefused(
        Run.faultline("crash", "com.example.Main", "--source", folder.toString()),
        "--source is for --mount");
    assertRefused(Run.faultline("crash"), "expected PROGRAM, a class, or --mount with a command");
    assumeMountable("sh");
    assertRefused(
        crash("true", "true"), "'true' changed nothing in its folder, so no crash can harm it");
    assertRefused(
        crash("touch a; exit 3", "true"),
        "'touch a; exit 3' failed with exit code 3; it has to run to its end");
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      String own = "faultline-overlay-" + ProcessHandle.current().pid() + "-";
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith(own));
    }
  }

  private static void assertRefused(Run run, String why) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(why);
  }

  private static Run crash(String command, String check, String... more) {
    String[] arguments = {
      "crash", "--mount", command, "--check-command", check, "--profile", "ext4-ordered"
    };
    return Run.faultline(
        Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new));
  }

  private Path script(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static void assumeMountable(String program) throws IOException {
    assumeTrue(
        Files.exists(Path.of("/dev/fuse"))
            && Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "mounting needs root and /dev/fuse");
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(each -> Files.isExecutable(Path.of(each, program))),
        program + " is not installed");
  }
}
