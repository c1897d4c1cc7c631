package dev.faultline.chaos.monkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class FinderTest {
  private final Procfs procfs = Procfs.ofMachine();

  @TempDir private Path folder;

  @Test
  void a_pid_file_finds_its_process() throws Exception {
    Path file = folder.resolve("pid");
    Finder finder = Finder.parse("pid-file pid", folder);
    assertThat(finder.find(procfs)).isEmpty();
    try (Sleeper sleeper = Sleeper.of("shop")) {
      Files.writeString(file, sleeper.id().pid() + "\n");
      assertThat(finder.find(procfs)).extracting(ProcessView::id).containsExactly(sleeper.id());
      ProcessId id = sleeper.id();
      sleeper.process().destroyForcibly().waitFor();
      assertThat(procfs.isAlive(id)).isFalse();
      assertThat(finder.find(procfs)).isEmpty();
    }
    Files.writeString(file, "redis\n");
    assertThatThrownBy(() -> finder.find(procfs))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("has 'redis', expected a pid");
  }

  @Test
  void a_pid_file_from_before_the_process_started_is_stale() throws Exception {
    Path file = folder.resolve("pid");
    try (Sleeper sleeper = Sleeper.of("shop")) {
      Files.writeString(file, sleeper.id().pid() + "\n");
      Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofMinutes(5))));
      assertThatThrownBy(() -> Finder.parse("pid-file " + file, folder).find(procfs))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is stale");
    }
  }

  @Test
  void a_pattern_finds_no_fork_of_what_it_finds() throws Exception {
    String mark = "fork-" + ProcessHandle.current().pid();
    Process shell =
        new ProcessBuilder("sh", "-c", "mkfifo p; (echo there; read a < p; :) & read b; : " + mark)
            .directory(folder.toFile())
            .start();
    try {
      BufferedReader out =
          new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
      assertThat(out.readLine()).isEqualTo("there");
      assertThat(Finder.parse("command " + mark + "$", folder).find(procfs))
          .extracting(view -> (long) view.id().pid())
          .containsExactly(shell.pid());
    } finally {
      shell.descendants().forEach(ProcessHandle::destroyForcibly);
      shell.destroyForcibly().waitFor();
    }
  }

  @Test
  void a_pattern_finds_all_whose_command_line_it_matches() throws Exception {
    String mark = "mark-" + System.nanoTime();
    try (Sleeper first = Sleeper.marked("shop", mark + "-a");
        Sleeper second = Sleeper.marked("shop", mark + "-b")) {
      assertThat(Finder.parse("command " + mark + "-[ab]$", folder).find(procfs))
          .extracting(ProcessView::id)
          .containsExactlyInAnyOrder(first.id(), second.id());
      Finder one = Finder.parse("command " + mark + "-a$", folder);
      assertThat(one.find(procfs)).extracting(ProcessView::id).containsExactly(first.id());
      assertThat(one.slot(first.view())).isEqualTo("command sh -c read wait " + mark + "-a");
    }
  }

  @Test
  void a_port_finds_who_listens_there() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Listening.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
      Finder finder = Finder.parse("port " + said.readLine(), folder);
      assertThat(finder.find(procfs))
          .extracting(view -> view.id().pid())
          .containsExactly((int) process.pid());
      process.destroyForcibly().waitFor();
      assertThat(finder.find(procfs)).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  /** What systemd leaves in /proc, without a systemd. */
  @Test
  void a_unit_is_its_topmost_process_by_the_cgroup() throws Exception {
    fake(10, 1, "0::/system.slice/redis.service\n");
    fake(11, 10, "0::/system.slice/redis.service/workers\n");
    fake(12, 1, "3:cpu:/x\n1:name=systemd:/system.slice/redis.service.d\n");
    fake(13, 1, "1:name=systemd:/system.slice/db.service\n0::/\n");
    Procfs fake = new Procfs(folder);
    assertThat(pids(Finder.parse("unit redis.service", folder).find(fake))).containsExactly(10);
    assertThat(pids(Finder.parse("unit db.service", folder).find(fake))).containsExactly(13);
    assertThat(pids(Finder.parse("unit other.service", folder).find(fake))).isEmpty();
  }

  private static List<Integer> pids(List<ProcessView> views) {
    return views.stream().map(view -> view.id().pid()).toList();
  }

  private void fake(int pid, int parent, String cgroup) throws IOException {
    Path process = Files.createDirectories(folder.resolve(Integer.toString(pid)));
    Files.writeString(
        process.resolve("stat"),
        pid + " (a (strange) name) S " + parent + " 0".repeat(17) + " 4711 0 0\n");
    Files.writeString(process.resolve("cmdline"), "server\0--fast\0");
    Files.writeString(process.resolve("cgroup"), cgroup);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          port          | 'port' finds no process, expected 'pid-file PATH', 'command REGEX', 'port NUMBER', 'unit
          port 0        | 'port 0' finds no process
          port 65536    | 'port 65536' finds no process
          unit redis    | 'unit redis' finds no process
          command (     | '(' is not a regular expression
          all of them   | 'all of them' finds no process
          """)
  void what_finds_nothing_is_refused(String text, String message) {
    assertThatThrownBy(() -> Finder.parse(text, folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
