package dev.faultline.cli;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is refused before anything is mounted; the mounts themselves are tested in their module. */
final class DiskMountCommandTest {
  private static final Terminal TERMINAL =
      new Terminal(
          new PrintWriter(Writer.nullWriter()),
          new PrintWriter(Writer.nullWriter()),
          false,
          false,
          Map.of(),
          Terminal.DEFAULT_COMMAND);

  @TempDir Path folder;

  @Test
  void a_wrong_folder_is_named() throws IOException {
    Path point = Files.createDirectory(folder.resolve("point"));
    Path missing = folder.resolve("missing");

    assertRefused(
        Run.faultline("disk", "mount", missing.toString(), point.toString()),
        "source " + missing + ": there is no such folder");
    assertRefused(
        Run.faultline("disk", "mount", folder.toString(), point.toString()),
        "mount point " + point + " is inside the source " + folder + "; choose one outside");
    for (String command : new String[] {"unmount", "crash", "unsynced", "checkpoint"}) {
      assertRefused(
          Run.faultline("disk", command, point.toString()), "no mount of faultline is at " + point);
    }
    assertRefused(
        Run.faultline("disk", "mount", missing.toString(), point.toString(), "--profile", "ext5"),
        "unknown profile ext5; there are process-kill, ");
    assertRefused(
        Run.faultline(
            "disk",
            "mount",
            missing.toString(),
            point.toString(),
            "--in-place",
            "--overlay",
            missing.toString()),
        "in place there is no overlay; leave out one of the two");
  }

  /** Without options the command line's library is not asked, which must not show. */
  @Test
  void a_mount_without_options_is_the_one_that_the_library_reads() throws IOException {
    DiskMountCommand read = new DiskMountCommand(TERMINAL);
    CommandLine library = new CommandLine(read);
    Converters.registerPlain(library);
    library.parseArgs("a", "b/../c");
    assertThat(DiskMountCommand.withoutOptions(TERMINAL, "disk", "mount", "a", "b/../c"))
        .usingRecursiveComparison()
        .isEqualTo(read);

    String missing = folder.resolve("missing").toString();
    String point = Files.createDirectory(folder.resolve("point")).toString();
    assertThat(Run.faultline("disk", "mount", missing, point).err())
        .isEqualTo(Run.faultline("disk", "mount", missing, point, "--cache", "1s").err())
        .contains("there is no such folder; try 'faultline disk mount --help'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "disk mount a",
        "disk mount a b c",
        "disk mount a -h",
        "disk mount --in-place a",
        "disk mount a @b",
        "disk crash a b",
        "help disk mount a",
        "proxy mount a b"
      })
  void all_other_arguments_are_for_the_library(String arguments) {
    assertThat(DiskMountCommand.withoutOptions(TERMINAL, arguments.split(" "))).isNull();
  }

  /** The copy would be copied into itself, until names are too long; and SOURCE would keep it. */
  @Test
  void a_copy_inside_the_source_is_refused_before_anything_is_made() throws IOException {
    Path source = Files.createDirectory(folder.resolve("source"));
    Path point = Files.createDirectory(folder.resolve("point"));
    Path inside = source.resolve("a/copy");

    assertRefused(
        Run.faultline(
            "disk", "mount", source.toString(), point.toString(), "--overlay", inside.toString()),
        "the copy would be in " + inside + ", inside the source " + source);
    assertRefused(
        Run.faultline(
            "disk", "mount", source.toString(), point.toString(), "--overlay", point.toString()),
        "the copy would be in " + point + ", inside the mount point " + point);
    assertThat(source).isEmptyDirectory();
    assertThat(point).isEmptyDirectory();
  }

  @Test
  void rules_that_cannot_be_read_are_named_with_the_reason() throws IOException {
    String source = Files.createDirectory(folder.resolve("source")).toString();
    String point = Files.createDirectory(folder.resolve("point")).toString();

    assertRefused(
        Run.faultline("disk", "mount", source, point, "--faults", "nofile"),
        "cannot read the rules in nofile: there is no such file");
    assertRefused(
        Run.faultline("disk", "mount", source, point, "--faults", source),
        "cannot read the rules in " + source + ": it is a folder");
    assertRefused(
        Run.faultline("disk", "mount", source, point, "--fault", ""), "--fault '' is no rule");
    assertRefused(
        Run.faultline("disk", "mount", source, point, "--fault", "fail nothing"),
        "--fault 'fail nothing', calls: unknown call nothing; there are: lookup");
    assertRefused(
        Run.faultline("disk", "mount", source, point, "--cache", "-1s"), "'-1s' is below zero");
    assertRefused(
        Run.faultline("disk", "mount", source, source, "--cache", "0s"),
        "mount point " + source + " is inside the source");
    assertRefused(
        Run.faultline("disk", "convert", "--from", "lazyfs", "nofile"),
        "cannot read nofile: there is no such file");
  }

  @Test
  void a_wrong_rule_is_named_with_where_it_stands() throws IOException {
    Path source = Files.createDirectory(folder.resolve("source"));
    Path point = Files.createDirectory(folder.resolve("point"));
    Path rules =
        Files.writeString(folder.resolve("rules"), "fail write errno=EIO\nfail read errno=EWHAT\n");

    assertRefused(
        Run.faultline(
            "disk", "mount", source.toString(), point.toString(), "--faults", rules.toString()),
        rules + ", line 2, errno: unknown errno EWHAT");
    assertRefused(
        Run.faultline(
            "disk",
            "mount",
            source.toString(),
            point.toString(),
            "--no-recording",
            "--fault",
            "stale write"),
        "--fault: no rule for a mount: such a fault shows only after a crash, and this mount"
            + " records nothing for one: stale write");
    assertRefused(
        Run.faultline(
            "disk", "mount", source.toString(), point.toString(), "--fault", "fail read errno=X"),
        "--fault 'fail read errno=X', errno: unknown errno X");
    assertThat(point).isEmptyDirectory();
  }

  @Test
  @Timeout(120)
  void who_is_told_to_end_serves_a_file_that_is_open_and_then_says_how_often_faults_struck()
      throws Exception {
    assumeMountable();
    Path source = Files.createDirectory(folder.resolve("source"));
    Path point = Files.createDirectory(folder.resolve("point"));
    Process process =
        start(
            "disk",
            "mount",
            source.toString(),
            point.toString(),
            "--in-place",
            "--fault",
            "fail write errno=ENOSPC nth=2");
    try (BufferedReader out = process.inputReader();
        BufferedReader err = process.errorReader()) {
      assertThat(out.readLine()).startsWith("mounted ");
      try (FileChannel file = FileChannel.open(point.resolve("a"), CREATE, WRITE)) {
        process.toHandle().destroy();
        assertThat(err.lines().filter(line -> line.contains("are still open")).findFirst())
            .isPresent();
        assertThat(source.resolve("a")).exists();
        assertThat(point).isEmptyDirectory();
        file.write(ByteBuffer.wrap(new byte[] {'x'}));
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> file.write(ByteBuffer.wrap(new byte[] {'y'})))
            .withMessage("No space left on device");
      }
      assertThat(out.lines().toList()).containsExactly("faults struck 1 times (seed 1)");
      assertThat(process.waitFor()).isEqualTo(143);
      assertThat(source.resolve("a")).hasContent("x");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  @Timeout(120)
  void rules_are_added_listed_and_cleared_while_it_serves() throws Exception {
    assumeMountable();
    Path source = Files.createDirectory(folder.resolve("source"));
    Path point = Files.createDirectory(folder.resolve("point"));
    Path rules = Files.writeString(folder.resolve("rules"), "\nfail poll errno=EIO\n");
    Process process = start("disk", "mount", source.toString(), point.toString());
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).startsWith("mounted ");
      Run added =
          Run.faultline("disk", "fault", "add", point.toString(), "fail mkdir errno=EDQUOT");
      assertThat(added.outLines()).startsWith("added 1 rule", "  1: fail mkdir errno=EDQUOT");
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> Files.createDirectory(point.resolve("a")))
          .withMessageContaining("Disk quota exceeded");
      assertThat(Run.faultline("disk", "fault", "list", point.toString()).outLines())
          .containsExactly("1 rule", "  1: fail mkdir errno=EDQUOT (struck 1 of 1 call)");
      assertRefused(
          Run.faultline(
              "disk",
              "fault",
              "add",
              point.toString(),
              "fail rmdir errno=EIO",
              "--faults",
              rules.toString()),
          rules + ", line 2: no rule for a mount: ");
      assertRefused(
          Run.faultline("disk", "fault", "add", point.toString(), "fail mkdir errno=E"),
          "RULE 'fail mkdir errno=E', errno: unknown errno E");
      assertRefused(
          Run.faultline("disk", "fault", "add", point.toString()),
          "expected RULE or --faults with a rule in it");
      assertRefused(
          Run.faultline("disk", "fault", "clear", point.toString(), "2"), "there is no rule 2");
      assertThat(Run.faultline("disk", "fault", "clear", point.toString()).outLines())
          .startsWith("cleared 1 rule");
      Files.createDirectory(point.resolve("a"));
      process.toHandle().destroy();
      assertThat(out.lines().toList()).containsExactly("faults struck 1 times (seed 1)");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  @Timeout(60)
  void without_the_device_it_says_what_gives_it_and_nothing_is_mounted() throws Exception {
    assumeMountable();
    Path source = Files.createDirectory(folder.resolve("source"));
    Path point = Files.createDirectory(folder.resolve("point"));
    List<String> command = command("disk", "mount", source.toString(), point.toString());
    // A name space of its own, whose /dev has nothing.
    command.addAll(
        0, List.of("unshare", "-m", "sh", "-c", "mount -t tmpfs none /dev && exec \"$@\"", "sh"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(process.inputReader().lines().toList())
        .singleElement()
        .asString()
        .contains("there is no /dev/fuse; in a container, give it the device (--device /dev/fuse");
    assertThat(process.waitFor()).isEqualTo(2);
  }

  private static void assumeMountable() throws IOException {
    assumeTrue(
        Files.exists(Path.of("/dev/fuse"))
            && Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "mounting needs root and /dev/fuse");
  }

  /** The command line in a process of its own. */
  static Process start(String... arguments) throws IOException {
    return new ProcessBuilder(command(arguments)).start();
  }

  private static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static void assertRefused(Run run, String why) {
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(why);
    assertThat(run.out()).isEmpty();
  }
}
