package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disks of a plan's targets, mounted by the plan or before it, under real processes. */
@Timeout(120)
class DiskPlanTest {
  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void needsMounts() throws IOException {
    assumeTrue(
        Files.exists(Path.of("/dev/fuse")) && System.getProperty("user.name").equals("root"),
        "this takes /dev/fuse, and root");
    Files.writeString(Files.createDirectory(folder.resolve("data")).resolve("old"), "content");
    Files.createDirectory(folder.resolve("other"));
  }

  @AfterEach
  void endAll() throws Exception {
    for (Process process : started) {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
    Run left = run("run", "--undo", "--force", "--state", state());
    assertThat(mounts()).as("nothing is left mounted: " + left.out()).isEmpty();
  }

  private List<String> mounts() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/mounts"))) {
      return lines.filter(line -> line.contains(folder.toString())).toList();
    }
  }

  private static List<String> own() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }

  /**
   * The command line in a process of its own; returns when it has printed a line with each text.
   */
  private Process start(List<String> texts, String... args) throws IOException {
    List<String> words = new ArrayList<>(own());
    words.add(2, "-Dfaultline.command=" + String.join(" ", own()));
    words.addAll(List.of(args));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    started.add(process);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    List<String> open = new ArrayList<>(texts);
    StringBuilder said = new StringBuilder();
    while (!open.isEmpty()) {
      String line = out.readLine();
      assertThat(line).as("all that was said: " + said).isNotNull();
      said.append(line).append('\n');
      open.removeIf(line::contains);
    }
    return process;
  }

  private Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintWriter(out),
            new PrintWriter(err),
            false,
            false,
            Map.of(),
            String.join(" ", own()));
    return new Run(Main.run(terminal, args), out.toString(), err.toString());
  }

  private Path plan(String phases) throws IOException {
    return Files.writeString(
        folder.resolve("plan.yaml"),
        """
        name: x
        limit: 2
        targets:
          - name: a
            roles: [mounts]
            disk: {source: data, at: mnt}
            start: {command: [sh, -c, 'while :; do cat mnt/old > copy; sleep 0.05; done']}
          - name: b
            roles: [found]
            disk: {at: other}
            start: {command: [sleep, "600"]}
        """
            + phases);
  }

  private void mountOther() throws IOException {
    Path source = Files.createDirectory(folder.resolve("source"));
    start(List.of("mounted"), "disk", "mount", source.toString(), folder + "/other");
  }

  private String state() {
    return folder.resolve("state").toString();
  }

  @Test
  void a_fault_of_a_disk_begins_and_ends_with_its_phase_and_the_source_stays_as_it_is()
      throws IOException {
    mountOther();
    Path plan =
        plan(
            """
            phases:
              - name: full
                duration: 30s
                until: {command: '! echo more 2>/dev/null > mnt/new && ! echo more 2>/dev/null > other/new && touch seen'}
                faults: [{disk: one mounts, full: true}, {disk: one found, full: true}]
              - {name: room, duration: 30s, run: ['echo more > mnt/new', 'echo more > other/new']}
            checks: [{command: test -e seen -a -e mnt/new -a -e other/new}]
            """
                .replace("room, duration: 30s", "room, duration: 1ms"));
    Run run = run("run", plan.toString(), "--state", state());
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("disk full of a", "disk full of b")
        .containsPattern("other works again; its fault struck [1-9]\\d* calls");
    assertThat(folder.resolve("data/new")).doesNotExist();
    assertThat(folder.resolve("data/old")).hasContent("content");
  }

  @Test
  void a_fault_of_a_disk_that_struck_nothing_decides_nothing() throws IOException {
    mountOther();
    Path plan =
        plan(
            """
            phases: [{name: full, duration: 1ms, faults: [{disk: one found, full: true}]}]
            checks: [{command: 'true'}]
            """);
    Run run = run("run", plan.toString(), "--state", state());
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.outLines().getLast())
        .startsWith("undecided: a fault had no effect: the disk at ")
        .contains("other works again; its fault struck 0 calls");
  }

  @Test
  void after_a_kill_9_undo_takes_faults_and_mounts_away() throws Exception {
    mountOther();
    Path plan =
        plan(
            """
            phases:
              - name: full
                duration: 1h
                faults: [{disk: one mounts, slow: 5ms}, {disk: one found, full: true}]
            """);
    Process run =
        start(
            List.of("disk slow by 5ms of a", "disk full of b"),
            "run",
            plan.toString(),
            "--state",
            state());
    run.destroyForcibly().waitFor();
    Path fresh = folder.resolve("other/new");
    assertThat(write(fresh)).isNotZero();
    Run undone = run("run", "--undo", "--state", state());
    assertThat(undone.exitCode()).as(undone.out() + undone.err()).isZero();
    assertThat(undone.out())
        .contains("mnt is unmounted", "other works again; its fault struck ", "has ended");
    assertThat(write(fresh)).isZero();
    assertThat(mounts()).as("only what was there before").hasSize(1);
  }

  /** By another process: this one serves no mount, but must not hang on one either. */
  private static int write(Path file) throws Exception {
    return new ProcessBuilder("sh", "-c", "echo x > '" + file + "'")
        .redirectErrorStream(true)
        .start()
        .waitFor();
  }

  @Test
  void a_disk_that_cannot_be_had_is_refused_before_anything_starts() throws IOException {
    Path plan = plan("phases: [{name: p, duration: 1ms, faults: [{disk: one, full: true}]}]\n");
    Run run = run("run", plan.toString(), "--state", state());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .contains("plan.yaml:8:5: the disk of target 'b' cannot be had: nothing is mounted at ")
        .contains("other, expected './faultline disk mount' there, or a 'source' to mount");
    assertThat(run.out()).doesNotContain("start a");
  }
}
