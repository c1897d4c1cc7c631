package dev.faultline.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./faultline link …} as people run it: the script, a JVM of its own, sockets, signals. The
 * published build that the script finds is made of the classes under test.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LinkCommandsTest {
  private static final long PATIENCE_SECONDS = 120;
  private static final int INTERRUPTED = 130;
  private static final int SIGINT = 2;

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();

  private record Ended(int exitCode, String out, String err) {
    void isOneLineOfUsage(String... parts) {
      assertThat(exitCode).as(err).isEqualTo(2);
      assertThat(err.lines().toList()).as(err).hasSize(1);
      assertThat(err).contains(parts);
      assertThat(out).isEmpty();
    }
  }

  /** The tests run in the module's folder. */
  private static Path inRoot(String name) {
    return Path.of("").toAbsolutePath().resolveSibling(name);
  }

  @BeforeEach
  void publish_the_classes_under_test() throws IOException {
    Files.copy(inRoot("faultline"), folder.resolve("faultline"));
    assertThat(folder.resolve("faultline").toFile().setExecutable(true)).isTrue();
    Path build = Files.createDirectory(folder.resolve(".build"));
    for (String script : List.of("find-jdk.sh", "build.sh", "class-cache.sh", "spark.sh")) {
      Files.copy(inRoot(".build").resolve(script), build.resolve(script));
    }
    Files.createDirectories(folder.resolve("module/src/main"));
    Files.createFile(folder.resolve("pom.xml"));
    Files.createFile(folder.resolve("module/pom.xml"));
    Path dist = Files.createDirectories(folder.resolve("target/dist/1"));
    writeJar(dist.resolve("faultline.jar"));
    Path began = Files.createFile(dist.resolve("began"));
    // Nothing is newer than the build.
    Files.setLastModifiedTime(began, FileTime.from(Instant.now().plusSeconds(3_600)));
    Files.createSymbolicLink(folder.resolve("target/dist/current"), Path.of("1"));
  }

  private static void writeJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, "dev.faultline.cli.Main");
    main.putValue("Enable-Native-Access", "ALL-UNNAMED");
    main.put(
        Attributes.Name.CLASS_PATH,
        Arrays.stream(classPath().split(File.pathSeparator))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    try (OutputStream file = Files.newOutputStream(jar)) {
      new JarOutputStream(file, manifest).close();
    }
  }

  /** Tests may run with modules, whose places are not on the class path. */
  private static String classPath() {
    String modules = System.getProperty("jdk.module.path", "");
    return System.getProperty("java.class.path") + File.pathSeparator + modules;
  }

  @AfterEach
  void end_what_is_left() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(Path err, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve("faultline").toString());
    command.add("link");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("FAULTLINE_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("FAULTLINE_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    Process process = builder.redirectError(err.toFile()).start();
    started.add(process);
    return process;
  }

  private Ended run(String... arguments) throws Exception {
    Path err = Files.createTempFile(folder, "err", "");
    Process process = start(err, arguments);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out, Files.readString(err));
  }

  /** The address that an echo says it listens at. */
  private static String address(Process echo) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(echo.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    assertThat(line).startsWith("listening at 127.0.0.1:");
    return line.split(" ")[2];
  }

  /**
   * Where this JVM was started in the background of a script, it and its children ignore SIGINT.
   */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        long ignored = Long.parseUnsignedLong(line.substring("SigIgn:".length()).trim(), 16);
        return (ignored & 1L << (SIGINT - 1)) != 0;
      }
    }
    return false;
  }

  private static int interrupt(Process process) throws Exception {
    if (ignoresInterrupts()) {
      process.destroyForcibly().waitFor();
      abort("SIGINT is ignored here: run the tests in the foreground");
    }
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void an_echo_is_pinged_over_udp_and_tcp_and_looked_at_and_interrupted() throws Exception {
    Path stat = folder.resolve("link.stat");
    Path err = folder.resolve("echo.err");
    Process echo = start(err, "echo", "127.0.0.1:0", "--tcp", "--stat", stat.toString());
    String address = address(echo);

    Ended udp = run("ping", address, "--count", "3", "--timeout", "60s");
    assertThat(udp.exitCode()).as(udp.err()).isZero();
    assertThat(udp.out()).contains("connected to " + address, "message 3:", "median");
    Ended tcp = run("ping", address, "--count", "3", "--timeout", "60s", "--tcp");
    assertThat(tcp.exitCode()).as(tcp.err()).isZero();
    assertThat(tcp.out()).contains("message 3:");

    Ended shown = run("stat", stat.toString(), "--histograms");
    assertThat(shown.exitCode()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("listening at " + address, "packets.received", "sessions");

    run("echo", address).isOneLineOfUsage(address, "address in use");
    assertThat(interrupt(echo)).isEqualTo(INTERRUPTED);
    assertThat(Files.readString(err)).isEmpty();
  }

  @Test
  void mistakes_are_one_line_each() throws Exception {
    run("echo", "127.0.0.1:0", "--tpc").isOneLineOfUsage("--tpc");
    run("ping", "127.0.0.1:9", "--count", "0").isOneLineOfUsage("--count is 0", "at least 1");
    run("stat", folder.resolve("none").toString()).isOneLineOfUsage("there is no file");
  }

  @Test
  void nobody_there_is_said_in_one_line() throws Exception {
    int free;
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Ended nobody = run("ping", "127.0.0.1:" + free, "--timeout", "300ms");
    assertThat(nobody.exitCode()).isEqualTo(1);
    assertThat(nobody.err().lines().toList()).hasSize(1);
    assertThat(nobody.err()).contains("no answer within 300 ms");
  }

  @Test
  void a_corrupt_outbox_is_shown_with_segment_and_offset() throws Exception {
    Path outbox = Files.createDirectory(folder.resolve("outbox"));
    OutboxFiles.write(outbox);
    Ended sound = run("inspect", outbox.toString());
    assertThat(sound.exitCode()).as(sound.err()).isZero();
    assertThat(sound.out()).contains("state        sound");

    Path segment = outbox.resolve("0000000000000000.log");
    byte[] content = Files.readAllBytes(segment);
    content[17] ^= 1;
    Files.write(segment, content);
    Ended corrupt = run("inspect", outbox.toString());
    assertThat(corrupt.exitCode()).isEqualTo(1);
    assertThat(corrupt.err().lines().toList()).hasSize(1);
    assertThat(corrupt.err()).contains("segment 0000000000000000.log, offset 0");
  }
}
