package dev.faultline.links.jdbc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A database for a test: in memory, in a file, or a server of its own in a temporary folder. */
interface Database extends AutoCloseable {
  Connection connect() throws SQLException;

  @Override
  void close() throws Exception;

  static Database h2(String name) {
    String url = "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1";
    return new Database() {
      @Override
      public Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
      }

      @Override
      public void close() throws SQLException {
        try (Connection connection = connect();
            var statement = connection.createStatement()) {
          statement.execute("SHUTDOWN");
        }
      }
    };
  }

  /** SQLite in a file of its own. */
  static Database sqlite() throws IOException {
    Path folder = Files.createTempDirectory("faultline-sqlite");
    return new Database() {
      @Override
      public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("inbox.db"));
      }

      @Override
      public void close() throws IOException, InterruptedException {
        run(List.of(), "rm", "-r", folder.toString());
      }
    };
  }

  /** Where Debian keeps MariaDB's server; null when it is not installed. */
  static @Nullable Path mariadbServer() {
    Path server = Path.of("/usr/sbin/mariadbd");
    return Files.isExecutable(server) && Files.isExecutable(Path.of("/usr/bin/mariadb-install-db"))
        ? server
        : null;
  }

  static Database mariadb(Path server, int port) throws Exception {
    Path folder = Files.createTempDirectory("faultline-mariadb");
    String user = System.getProperty("user.name");
    run(
        List.of(),
        "/usr/bin/mariadb-install-db",
        "--no-defaults",
        "--datadir=" + folder.resolve("data"),
        "--user=" + user,
        "--auth-root-authentication-method=normal",
        "--skip-test-db");
    Process running =
        new ProcessBuilder(
                server.toString(),
                "--no-defaults",
                "--datadir=" + folder.resolve("data"),
                "--user=" + user,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--skip-name-resolve")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    String url = "jdbc:mariadb://127.0.0.1:" + port + "/mysql?user=root&connectTimeout=2000";
    long end = System.nanoTime() + 60_000_000_000L;
    while (true) {
      try (Connection first = DriverManager.getConnection(url)) {
        break;
      } catch (SQLException e) {
        if (System.nanoTime() > end || !running.isAlive()) {
          running.destroy();
          throw new IOException("no MariaDB at port " + port + ", see " + folder + "/log", e);
        }
        Thread.onSpinWait();
      }
    }
    return new Database() {
      @Override
      public Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
      }

      @Override
      public void close() throws IOException, InterruptedException {
        running.destroy();
        running.waitFor();
        run(List.of(), "rm", "-r", folder.toString());
      }
    };
  }

  /** Where Debian keeps the server's programs; null when it is not installed. */
  static @Nullable Path postgresPrograms() throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      return null;
    }
    try (Stream<Path> found = Files.list(versions)) {
      return found
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Path::compareTo)
          .orElse(null);
    }
  }

  static Database postgres(Path programs, int port) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("faultline-postgres");
    // The server refuses to run as root.
    boolean root = "root".equals(System.getProperty("user.name"));
    List<String> as = root ? List.of("runuser", "-u", "postgres", "--") : List.of();
    if (root) {
      run(List.of(), "chown", "postgres", folder.toString());
    }
    Path data = folder.resolve("data");
    String bin = programs.toString();
    run(as, bin + "/initdb", "-D", data.toString(), "-U", "bank", "-A", "trust", "-N");
    String options = "-h 127.0.0.1 -p " + port + " -k " + folder + " -c fsync=off";
    run(
        as,
        bin + "/pg_ctl",
        "-D",
        data.toString(),
        "-o",
        options,
        "-w",
        "-l",
        folder + "/log",
        "start");
    return new Database() {
      @Override
      public Connection connect() throws SQLException {
        return DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + port + "/postgres", "bank", "");
      }

      @Override
      public void close() throws IOException, InterruptedException {
        run(as, bin + "/pg_ctl", "-D", data.toString(), "-m", "immediate", "-w", "stop");
        run(List.of(), "rm", "-r", folder.toString());
      }
    };
  }

  private static void run(List<String> as, String... command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(as);
    all.addAll(List.of(command));
    Process process =
        new ProcessBuilder(all)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(all + " ended with " + process.exitValue());
    }
  }
}
