package dev.faultline.chaos.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL of its own in a temporary folder, from Debian's package. */
final class PostgresServer implements AutoCloseable {
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

  private final Path programs;
  private final Path folder = Files.createTempDirectory("faultline-break-postgres");
  private final int port;

  /** The server refuses to run as root. */
  private final List<String> as =
      "root".equals(System.getProperty("user.name"))
          ? List.of("runuser", "-u", "postgres", "--")
          : List.of();

  private PostgresServer(Path programs) throws IOException, InterruptedException {
    this.programs = programs;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    if (!as.isEmpty()) {
      run(List.of(), "chown", "postgres", folder.toString());
    }
    run(as, program("initdb"), "-D", data(), "-U", "bank", "-A", "trust", "-N");
    String options = "-h 127.0.0.1 -p " + port + " -k " + folder + " -c fsync=off";
    run(as, program("pg_ctl"), "-D", data(), "-o", options, "-w", "-l", folder + "/log", "start");
  }

  /** Where the server's programs are; empty when it is not installed. */
  static Optional<Path> programs() throws IOException {
    if (!Files.isDirectory(VERSIONS)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(VERSIONS)) {
      return found
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Path::compareTo);
    }
  }

  static PostgresServer start(Path programs) throws IOException, InterruptedException {
    return new PostgresServer(programs);
  }

  int port() {
    return port;
  }

  private String program(String name) {
    return programs.resolve(name).toString();
  }

  private String data() {
    return folder.resolve("data").toString();
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

  @Override
  public void close() throws IOException, InterruptedException {
    run(as, program("pg_ctl"), "-D", data(), "-m", "immediate", "-w", "stop");
    run(List.of(), "rm", "-r", folder.toString());
  }
}
