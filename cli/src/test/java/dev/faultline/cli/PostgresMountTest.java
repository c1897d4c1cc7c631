package dev.faultline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What crashes and failed syncs leave of PostgreSQL, of Debian's package, on a mount. */
@Timeout(600)
final class PostgresMountTest {
  private static final int ROUNDS = Integer.getInteger("faultline.rounds", 4);
  private static final int CLIENTS = 3;
  private static final int ROWS_A_ROUND = 60;
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;
  private Path point = Path.of("");
  private Path programs = Path.of("");
  private final TreeSet<Integer> acknowledged = new TreeSet<>();

  @BeforeEach
  void cluster() throws Exception {
    assumeTrue(
        Files.exists(Path.of("/dev/fuse"))
            && Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "mounting needs root and /dev/fuse");
    try (Stream<Path> versions =
        Files.isDirectory(Path.of("/usr/lib/postgresql"))
            ? Files.list(Path.of("/usr/lib/postgresql"))
            : Stream.empty()) {
      programs = versions.sorted().findFirst().orElse(Path.of("none")).resolve("bin");
    }
    assumeTrue(Files.isExecutable(programs.resolve("postgres")), "postgresql is not installed");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
    run("install -d -o postgres -m 700 " + source + "/data");
    run(
        "runuser -u postgres -- %s/initdb --no-sync -A trust --wal-segsize=1 -D %s/data"
            .formatted(programs, source));
  }

  @Test
  void with_fsync_no_commit_is_lost_in_a_crash_under_load() throws Exception {
    try (Mounted _ = new Mounted()) {
      for (int round = 1; round <= ROUNDS; round++) {
        try (Server server = new Server("on")) {
          assertThat(server.rows()).as("round %d", round).containsAll(acknowledged);
          server.load(round, () -> crash("--kill"));
        }
      }
      try (Server server = new Server("on")) {
        assertThat(server.rows()).containsAll(acknowledged);
      }
      assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ROUNDS * ROWS_A_ROUND);
    }
  }

  @Test
  void with_fsync_each_state_drawn_by_chance_keeps_the_commits() throws Exception {
    try (Mounted _ = new Mounted()) {
      for (int round = 1; round <= ROUNDS; round++) {
        int seed = round;
        try (Server server = new Server("on")) {
          assertThat(server.rows()).as("round %d", round).containsAll(acknowledged);
          server.load(round, () -> crash("--kill", "--seed", Integer.toString(seed)));
        }
      }
      try (Server server = new Server("on")) {
        assertThat(server.rows()).containsAll(acknowledged);
      }
    }
  }

  @Test
  void without_fsync_commits_are_lost() throws Exception {
    try (Mounted _ = new Mounted()) {
      try (Server server = new Server("off")) {
        assertThat(server.rows()).isEmpty();
        server.load(1, () -> crash("--kill"));
      }
      assertThat(acknowledged).isNotEmpty();
      try (Server server = new Server("off")) {
        assertThat(server.rows()).doesNotContainAnyElementsOf(acknowledged);
      }
    }
  }

  @Test
  void a_failed_fsync_is_a_panic_from_which_it_recovers() throws Exception {
    try (Mounted _ = new Mounted()) {
      try (Server server = new Server("on")) {
        server.rows();
        for (int i = 1; i <= 10; i++) {
          assertThat(server.ask("INSERT INTO t VALUES (" + i + ") RETURNING x")).isEqualTo("" + i);
          acknowledged.add(i);
        }
        assertGood(
            Run.faultline(
                "disk",
                "fault",
                "add",
                point.toString(),
                "sync-failure fsync,fdatasync path=/data/base/** times=1"));
        assertThat(server.ask("CHECKPOINT")).contains("server closed the connection unexpectedly");
        server.awaitReady();
        assertThat(server.log()).containsPattern("PANIC: .*could not fsync file \"base/");
        assertThat(server.rows()).containsAll(acknowledged);
        crash("--kill");
      }
      // Nor does a crash of the machine behind that show what was not written.
      try (Server server = new Server("on")) {
        assertThat(server.rows()).containsAll(acknowledged);
      }
    }
  }

  private void crash(String... more) {
    assertGood(
        Run.faultline(
            Stream.concat(Stream.of("disk", "crash", point.toString()), Stream.of(more))
                .toArray(String[]::new)));
  }

  private static void assertGood(Run run) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
  }

  private static String run(String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", script)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as(script).isTrue();
    return said;
  }

  /** A mount in a process of its own. */
  private final class Mounted implements AutoCloseable {
    private final Process process;

    Mounted() throws IOException {
      process =
          DiskMountCommandTest.start(
              "disk",
              "mount",
              folder.resolve("source").toString(),
              point.toString(),
              "--profile",
              "ext4-ordered");
      BufferedReader out = process.inputReader();
      assertThat(out.readLine()).startsWith("mounted ");
    }

    @Override
    public void close() throws InterruptedException {
      process.destroy();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  /** Something that ends a load. */
  @FunctionalInterface
  private interface End {
    void end();
  }

  /** A server whose data is on the mount. */
  private final class Server implements AutoCloseable {
    private final Process process;
    private final Path log;

    Server(String fsync) throws IOException, InterruptedException {
      log = Files.createTempFile(folder, "log", "");
      // As after a crash of the machine: no process of this number is the old one's.
      Files.deleteIfExists(point.resolve("data/postmaster.pid"));
      process =
          new ProcessBuilder(
                  "runuser",
                  "-u",
                  "postgres",
                  "--",
                  programs.resolve("postgres").toString(),
                  "-D",
                  point.resolve("data").toString(),
                  "-k",
                  folder.toString(),
                  "-c",
                  "listen_addresses=",
                  "-c",
                  "restart_after_crash=on",
                  "-c",
                  "fsync=" + fsync)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      awaitReady();
    }

    void awaitReady() throws IOException, InterruptedException {
      while (!run(programs + "/pg_isready -h " + folder).contains("accepting")) {
        assertThat(process.isAlive()).as(log()).isTrue();
      }
    }

    String log() throws IOException {
      return Files.readString(log);
    }

    String ask(String sql) throws IOException, InterruptedException {
      return run(psql() + " -c '" + sql + "'");
    }

    private String psql() {
      return programs + "/psql -q -A -t -U postgres -h " + folder + " postgres";
    }

    /** All rows of the table, which is made where it is not there. */
    Set<Integer> rows() throws IOException, InterruptedException {
      assertThat(ask("CREATE TABLE IF NOT EXISTS t(x int primary key)"))
          .doesNotContain("ERROR", "FATAL");
      Set<Integer> rows = new TreeSet<>();
      ask("SELECT x FROM t").lines().map(Integer::valueOf).forEach(rows::add);
      return rows;
    }

    /** Several clients insert rows, until enough are acknowledged and the end comes. */
    void load(int round, End end) throws IOException {
      List<CompletableFuture<List<Integer>>> clients = new ArrayList<>();
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int first = (round * CLIENTS + i) * 100_000;
        Process client = new ProcessBuilder("sh", "-c", psql() + " 2>/dev/null").start();
        processes.add(client);
        StringBuilder sql = new StringBuilder();
        for (int row = first; row < first + 20_000; row++) {
          sql.append("INSERT INTO t VALUES (").append(row).append(") RETURNING x;\n");
        }
        Thread.ofPlatform().daemon().start(() -> write(client, sql.toString()));
        CompletableFuture<List<Integer>> all = new CompletableFuture<>();
        CompletableFuture<Boolean> enough = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> read(client, all, enough));
        clients.add(all);
        enough.join();
      }
      end.end();
      clients.forEach(client -> acknowledged.addAll(client.join()));
      processes.forEach(Process::destroyForcibly);
    }

    @Override
    public void close() throws InterruptedException, IOException {
      List<ProcessHandle> below = process.descendants().toList();
      below.forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private static void write(Process client, String sql) {
    try (Writer to = client.outputWriter()) {
      to.write(sql);
    } catch (IOException e) {
      // The server is gone.
    }
  }

  private static void read(
      Process client, CompletableFuture<List<Integer>> all, CompletableFuture<Boolean> enough) {
    List<Integer> rows = new ArrayList<>();
    try (BufferedReader from = client.inputReader()) {
      for (String line = from.readLine(); line != null; line = from.readLine()) {
        rows.add(Integer.valueOf(line));
        if (rows.size() == ROWS_A_ROUND / CLIENTS) {
          enough.complete(true);
        }
      }
    } catch (IOException e) {
      // The client is gone.
    } finally {
      enough.complete(false);
      all.complete(rows);
    }
  }
}
