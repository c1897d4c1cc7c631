package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.agent.AgentMissingException;
import dev.faultline.disk.crash.CrashChecker;
import dev.faultline.disk.crash.CrashProgram;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As {@code ./faultline crash} starts its JVM: without the agent, which it may start by itself. */
class CrashAgentTest {
  private static final List<String> FLAGS =
      List.of(
          "-XX:-OmitStackTraceInFastThrow",
          "-XX:+EnableDynamicAgentLoading",
          "-Djdk.attach.allowAttachSelf=true",
          "-Dfaultline.agent.onDemand=true");
  private static final String MAIN = CrashMainTest.class.getName();

  @TempDir private Path folder = Path.of("");

  private static void add(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    jar.write(bytes);
    jar.closeEntry();
  }

  private static void addClasses(JarOutputStream jar, Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root.resolve("dev"))) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        add(jar, root.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
  }

  /** The agent as it is shipped. */
  private Path agent() throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", "dev.faultline.agent.AgentMain");
    manifest.getMainAttributes().putValue("Can-Retransform-Classes", "true");
    Path made = folder.resolve("faultline-agent.jar");
    Path classes =
        Path.of(
            AgentMissingException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    String hooks = "META-INF/faultline/hook.jar";
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(made), manifest);
        InputStream in = Objects.requireNonNull(ClassLoader.getSystemResourceAsStream(hooks))) {
      if (Files.isDirectory(classes)) {
        addClasses(jar, classes);
      } else {
        try (FileSystem inside = FileSystems.newFileSystem(classes)) {
          addClasses(jar, inside.getPath("/"));
        }
      }
      add(jar, hooks, in.readAllBytes());
    }
    return made;
  }

  private String crash(int exitCode, List<String> flags, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            "-cp", agent() + ":" + System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("crash", "--profile", "xfs"));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    int ended = process.waitFor();
    String said = Files.readString(out);
    assertThat(ended).as(said).isEqualTo(exitCode);
    return said;
  }

  @Test
  @Timeout(120)
  void a_main_starts_the_agent_by_itself() throws Exception {
    String[] arguments = {MAIN + ".Log", "--check", MAIN + ".Check"};
    assertThat(crash(0, FLAGS, arguments)).startsWith("xfs: survives; ").hasLineCount(1);
    assertThat(crash(2, List.of(), arguments))
        .contains("code that takes no Path needs Faultline's agent: start java with -javaagent:");
  }

  /** Ends the JVM where it should say what it thinks. */
  public static final class Exiting implements CrashProgram, CrashChecker {
    @Override
    public void run(Path directory) throws IOException {
      Files.writeString(directory.resolve("a"), "b");
    }

    @Override
    public String check(Path directory, List<String> acknowledged) {
      System.exit(0);
      return "";
    }
  }

  @Test
  @Timeout(120)
  void a_check_that_ends_the_jvm_is_no_pass() throws Exception {
    assertThat(crash(2, FLAGS, Exiting.class.getName().replace('$', '.')))
        .isEqualTo(
            "faultline: the program or its check ended the JVM with System.exit or Runtime.halt, so"
                + " nothing is known; let it return, or throw where a state is bad\n");
  }

  private static final String HALTING =
      """
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.util.List;

      public final class Halting
          implements dev.faultline.disk.crash.CrashProgram, dev.faultline.disk.crash.CrashChecker {
        @Override public void run(Path directory) throws Exception {
          Files.writeString(directory.resolve("a"), "b");
        }
        @Override public String check(Path directory, List<String> acknowledged) throws Exception {
          Thread halts = new Thread(() -> Runtime.getRuntime().halt(directory == null ? 1 : 0));
          halts.start();
          halts.join();
          return "";
        }

        public static final class Constructor
            implements dev.faultline.disk.crash.CrashProgram {
          public Constructor() {
            Runtime.getRuntime().halt(0);
          }
          @Override public void run(Path directory) {}
        }
      }
      """;

  @ParameterizedTest
  @ValueSource(strings = {"Halting", "Halting.Constructor"})
  @Timeout(120)
  void a_check_or_program_that_halts_the_jvm_is_no_pass(String program) throws Exception {
    Path source = Files.writeString(folder.resolve("Halting.java"), HALTING);
    int errors =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(errors).isZero();

    assertThat(crash(2, FLAGS, program, "--classpath", folder.toString()))
        .startsWith("faultline: the program or its check ended the JVM with System.exit or")
        .hasLineCount(1);
  }

  @Test
  void the_launcher_gives_these_flags() {
    assertThat(Path.of(System.getProperty("basedir", "."), "../faultline"))
        .content()
        .contains("short='" + String.join(" ", FLAGS) + "'");
  }
}
