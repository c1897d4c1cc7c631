package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A user other than root mounts by way of fusermount3. Needs root, to become such a user. */
@Timeout(120)
final class OrdinaryUserTest {
  private static final String[] USER = {
    "setpriv", "--reuid=1000", "--regid=1000", "--clear-groups"
  };

  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");
  private String classPath = "";

  @BeforeEach
  void folders() throws Exception {
    assumeTrue(MountProcess.possible(), "needs root, to become another user, and /dev/fuse");
    assumeTrue(Client.hasOtherUsers(), "needs setpriv, of util-linux");
    Client.openToAll(folder);
    source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
    Client.run("chown", "1000:1000", source.toString(), point.toString());
    // What he has to read may be below a folder of root's.
    classPath = copyOfClasses(Files.createDirectory(folder.resolve("classes")));
  }

  /** The class path, with the folders in it that lie where only root looks. */
  private static String copyOfClasses(Path copies) throws Exception {
    List<String> parts = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path from = Path.of(part);
      if (Files.exists(from) && (Files.isDirectory(from) || part.contains("faultline"))) {
        Path to = copies.resolve("" + parts.size() + "-" + from.getFileName());
        Client.run("cp", "-rL", from.toString(), to.toString());
        parts.add(to.toString());
      }
    }
    Client.run("chmod", "-R", "a+rX", copies.toString());
    return String.join(File.pathSeparator, parts);
  }

  private Process start(String... environment) throws IOException {
    return startWith("fail unlink errno=EIO path=/kept", "", environment);
  }

  private Process startWith(String rules, String base, String... environment) throws IOException {
    List<String> command = new ArrayList<>(List.of(USER));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath,
            MountProcess.class.getName(),
            source.toString(),
            point.toString(),
            rules,
            base,
            "PT1S"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(folder.toFile());
    for (String variable : environment) {
      builder.environment().put(variable.split("=")[0], variable.split("=")[1]);
    }
    return builder.start();
  }

  private static String as(String script) throws Exception {
    return Client.run(
        Stream.concat(Stream.of(USER), Stream.of("sh", "-c", script)).toArray(String[]::new));
  }

  @Test
  void he_mounts_uses_it_with_faults_and_ends_it() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/fusermount3"))
            || Files.isExecutable(Path.of("/bin/fusermount3")),
        "needs fusermount3, of Debian's package fuse3");
    assumeTrue(
        Client.asOther("test -w /dev/fuse && echo yes").equals("yes"),
        "needs a /dev/fuse that every user may open");
    Process process = start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("mounted");
      Path real = point.toRealPath();
      assertThat(MountTable.isOurs(real)).isTrue();
      assertThat(as("cd " + point + " && echo hello > a && mkdir d && mv a d && cat d/a"))
          .isEqualTo("hello");
      assertThat(as("cd " + point + " && touch kept && rm kept")).contains("Input/output error");
      assertThat(source.resolve("d/a")).hasContent("hello");
      assertThat(Files.getAttribute(source.resolve("d/a"), "unix:uid")).isEqualTo(1000);
      assertThat(Client.run("ls", point.toString())).contains("Permission denied");
      process.toHandle().destroy();
      assertThat(out.readLine()).isEqualTo("1");
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(MountTable.isMounted(real)).isFalse();
    } finally {
      process.destroyForcibly().waitFor();
      if (MountTable.isOurs(point.toAbsolutePath())) {
        Mount.unmount(point, true);
      }
    }
  }

  @Test
  void a_recording_mount_changes_and_restores_files_that_he_may_not_read_or_write()
      throws Exception {
    assumeTrue(
        Client.asOther("test -w /dev/fuse && command -v fusermount3 >/dev/null && echo yes")
            .equals("yes"),
        "needs fusermount3, of Debian's package fuse3, and a /dev/fuse that every user may open");
    as("cd " + source + " && head -c 100000 /dev/zero | tr '\\0' a > large && chmod 444 large");
    Process process = startWith("", "overlay all-unsynced-lost");
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).isEqualTo("mounted");
      assertThat(as("cd " + point + " && wc -c < large")).isEqualTo("100000");
      String write = " && echo one | dd of=write-only conv=notrunc,fsync status=none";
      assertThat(
              as(
                  "cd "
                      + point
                      + " && touch write-only && chmod 200 write-only && sync ."
                      + write
                      + write
                      + " && echo two | dd of=write-only conv=notrunc status=none"
                      + " && stat -c %a write-only"))
          .isEqualTo("200");
      assertThat(as("cd " + point + " && rm -f write-only large && ls")).isEmpty();
      MountControl.at(point.toRealPath()).ask("POST", "/crash", Map.of(), "");
      assertThat(
              as(
                  "cd "
                      + point
                      + " && ls && wc -c < large && chmod 600 write-only"
                      + " && cat write-only"))
          .isEqualTo("large\nwrite-only\n100000\none");
    } finally {
      process.destroy();
      process.waitFor(20, TimeUnit.SECONDS);
      process.destroyForcibly().waitFor();
      if (MountTable.isOurs(point.toAbsolutePath())) {
        Mount.unmount(point, true);
      }
    }
  }

  @Test
  void without_the_program_he_is_told_what_to_install() throws Exception {
    Process process = start("PATH=" + folder);
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.lines().toList().toString())
          .contains(
              "a user other than root needs the program fusermount3 to mount (Debian's package"
                  + " fuse3)");
      assertThat(process.waitFor()).isNotZero();
    }
    assertThat(MountTable.isMounted(point.toRealPath())).isFalse();
  }
}
