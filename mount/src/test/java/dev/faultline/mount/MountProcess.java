package dev.faultline.mount;

import dev.faultline.disk.Profile;
import dev.faultline.disk.fault.FaultRules;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A mount in a process of its own, as users have it: a JVM that used files of its own mount could
 * wait for itself.
 */
final class MountProcess implements AutoCloseable {
  private static final String MOUNTED = "mounted";
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final Path point;
  private final BufferedReader out;
  private final List<String> said = new ArrayList<>();

  private MountProcess(Process process, Path point) {
    this.process = process;
    this.point = point;
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Whether this machine and user can mount at all. */
  static boolean possible() throws IOException {
    return Files.exists(Path.of("/dev/fuse"))
        && Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  /** With rules for faults, one a line. */
  static MountProcess start(Path source, Path point, String... rules) throws IOException {
    return start(Duration.ofSeconds(1), source, point, rules);
  }

  /** The same, with how long the kernel may believe names and attributes. */
  static MountProcess start(Duration cache, Path source, Path point, String... rules)
      throws IOException {
    return start("", cache, source, point, rules);
  }

  /** Which takes commands, and can crash as these profiles, with commas between them. */
  static MountProcess recording(
      boolean inPlace, String profiles, Path source, Path point, String... rules)
      throws IOException {
    String base = (inPlace ? "in-place " : "overlay ") + profiles;
    return start(base, Duration.ofSeconds(1), source, point, rules);
  }

  private static MountProcess start(
      String base, Duration cache, Path source, Path point, String... rules) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                MountProcess.class.getName(),
                source.toString(),
                point.toString(),
                String.join("\n", rules),
                base,
                cache.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    MountProcess mount = new MountProcess(process, point);
    BufferedReader out = mount.out;
    for (String line = out.readLine(); !MOUNTED.equals(line); line = out.readLine()) {
      if (line == null) {
        throw new IOException("the mount did not come up: " + mount.said);
      }
      mount.said.add(line);
    }
    return mount;
  }

  /** Ends it; what it printed after it was mounted. */
  List<String> end() throws IOException, InterruptedException, MountException {
    Mount.unmount(point, true);
    List<String> last = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      last.add(line);
    }
    process.waitFor();
    return last;
  }

  /** Waits for the next line that it prints. */
  String nextLine() throws IOException {
    return String.valueOf(out.readLine());
  }

  /** What it printed before it was mounted. */
  List<String> said() {
    return said;
  }

  long number() {
    return process.pid();
  }

  Process process() {
    return process;
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Waits for its end, which another has brought about. */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the mount at " + point + " did not end");
    }
  }

  /** SIGTERM; the exit code, once it has ended. */
  int terminate() throws InterruptedException {
    process.destroy();
    awaitEnd();
    return process.exitValue();
  }

  /** Ends it if it has not ended, so that a test that fails leaves nothing mounted. */
  @Override
  public void close() throws InterruptedException, IOException, MountException {
    process.destroy();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      kill();
    }
    if (MountTable.isOurs(point.toRealPath())) {
      Mount.unmount(point, true);
    }
  }

  private static MountOptions options(String base) {
    if (base.isEmpty()) {
      return MountOptions.defaults();
    }
    List<String> words = List.of(base.split(" "));
    List<Profile> profiles = Stream.of(words.getLast().split(",")).map(Profile::named).toList();
    MountBase asked = MountBase.OVERLAY.withProfiles(profiles);
    return MountOptions.defaults()
        .withBase(words.getFirst().equals("in-place") ? asked.changingTheSource() : asked)
        .withPort(0);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The process: mounts, says so, and serves until it is told to end. */
  public static void main(String[] args) throws Exception {
    try (Mount mount =
        Mount.mount(
            Path.of(args[0]),
            Path.of(args[1]),
            options(args[3])
                .withCacheTime(Duration.parse(args[4]))
                .withFaults(FaultRules.parse(args[2]), 1),
            System.out::println)) {
      Thread main = Thread.currentThread();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                mount.close();
                join(main);
              }));
      System.out.println(MOUNTED);
      mount.await();
      System.out.println(mount.firings());
      mount.warnings().forEach(System.out::println);
      if (mount.failure() != null) {
        throw new AssertionError(mount.failure());
      }
      System.out.flush();
    }
  }
}
