package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plans of docs/plans against a real PostgreSQL of the test's own. */
@Timeout(300)
class PostgresPlanTest {
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  @TempDir private Path folder;
  private Path programs = VERSIONS;
  private boolean mounted;

  @BeforeEach
  void needPostgres() throws IOException {
    Optional<Path> found = programs();
    assumeTrue(found.isPresent(), "no PostgreSQL here: install the Debian package postgresql");
    programs = found.orElseThrow();
    // The server refuses to run as root, and its user has to reach its data.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Optional<Path> programs() throws IOException {
    if (!Files.isDirectory(VERSIONS)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(VERSIONS)) {
      return all.map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Path::compareTo);
    }
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      run("umount", folder.resolve("disk").toString());
    }
  }

  private static List<String> asPostgres() {
    return ROOT
        ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
        : List.of();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(String.join(" ", command) + ": " + said).isZero();
  }

  /** Makes the database, in a folder of the server's user. */
  private void init(String... more) throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    if (ROOT) {
      run("chown", "postgres", data.toString());
    }
    List<String> words = new ArrayList<>(asPostgres());
    words.addAll(List.of(programs.resolve("initdb").toString(), "-D", data.toString()));
    words.addAll(List.of("-U", "bank", "-A", "trust", "-N"));
    words.addAll(List.of(more));
    run(words.toArray(String[]::new));
  }

  private String plan(String name) throws Exception {
    Path driver =
        Path.of(
            org.postgresql.Driver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    List<String> server = new ArrayList<>(asPostgres());
    server.add(programs.resolve("postgres").toString());
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Files.readString(Path.of("..", "docs", "plans", name))
          .replace("7905", "" + free.getLocalPort())
          .replace("\"$PGJDBC\"", driver.toString())
          .replace("command: [postgres,", "command: [" + String.join(", ", server) + ",")
          .replace(
              "        - postgres\n", "        - " + String.join("\n        - ", server) + "\n");
    }
  }

  private Run play(String plan) throws IOException {
    Path file = Files.writeString(folder.resolve("plan.yaml"), plan);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String own =
        "%s -XX:TieredStopAtLevel=1 -cp %s %s"
            .formatted(java, System.getProperty("java.class.path"), Main.class.getName());
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(new PrintWriter(out), new PrintWriter(err), false, false, Map.of(), own);
    int exitCode =
        Main.run(terminal, "run", file.toString(), "--state", folder.resolve("state").toString());
    return new Run(exitCode, out.toString(), err.toString());
  }

  @Test
  void a_postgres_that_is_stopped_and_killed_loses_no_acknowledged_transfer() throws Exception {
    init();
    Run run = play(plan("postgres.yaml"));
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("pause postgres", "kill postgres", "linearizable: valid");
  }

  @Test
  void one_that_acknowledges_before_its_log_is_written_loses_some() throws Exception {
    init();
    String plan = plan("postgres.yaml");
    // One client, few operations, no pause: that a long history has no order takes longer than
    // the check may.
    String lossy =
        plan.replace("synchronous_commit=on", "synchronous_commit=off")
            .replace("load bank", "load bank --clients 1 --rate 5")
            .replace("-ge 50", "-ge 5")
            .replace("+ 50", "+ 5")
            .replace("+ 10", "+ 2")
            .replaceFirst("(?s)  - name: stopped.*  - name: between", "  - name: between");
    assertThat(lossy).contains("synchronous_commit=off").doesNotContain("pause");
    Run run = play(lossy);
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out()).contains("kill postgres", "linearizable: invalid");
  }

  @Test
  void a_postgres_on_a_slow_and_a_full_disk_stopped_and_killed_loses_no_acknowledged_transfer()
      throws Exception {
    assumeTrue(ROOT && Files.exists(Path.of("/dev/fuse")), "this takes /dev/fuse, and root");
    init();
    Run run = play(plan("postgres-disk.yaml"));
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("disk slow by 30ms of postgres", "disk full of postgres", "pause postgres")
        .contains("kill postgres", "'the disk was full' holds", "linearizable: valid")
        .doesNotContain("struck 0 calls");
    try (Stream<Path> left = Files.list(folder.resolve("disk"))) {
      assertThat(left).as("nothing is mounted any more").isEmpty();
    }
  }

  @Test
  void a_postgres_whose_log_has_no_room_loses_no_acknowledged_transfer() throws Exception {
    assumeTrue(ROOT, "only root can mount a small file system");
    Path disk = Files.createDirectory(folder.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=32m,mode=777", "tmpfs", disk.toString());
    mounted = true;
    init("--waldir=" + disk.resolve("wal"), "--wal-segsize=1");
    Run run = play(plan("postgres-full-disk.yaml"));
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("'the disk was full' holds", "linearizable: valid");
  }
}
