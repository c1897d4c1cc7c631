package dev.faultline.chaos.monkey.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.process.ProcessException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class ProcessControlTest {
  private final ProcessControl control = ProcessControl.ofMachine();

  @TempDir private Path folder;

  @Test
  void a_process_that_opted_in_is_killed() throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      control.strike(sleeper.id(), "shop", Signal.KILL);
      assertThat(sleeper.process().waitFor()).isEqualTo(128 + 9);
    }
  }

  @Test
  void a_pid_that_has_been_given_to_another_process_is_never_hit() throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      ProcessId now = sleeper.id();
      ProcessId before = new ProcessId(now.pid(), now.startTicks() - 1);
      refuses(Reason.GONE, () -> control.strike(before, "shop", Signal.KILL));
      assertThat(control.resume(before)).isFalse();
      assertThat(control.procfs().isAlive(now)).isTrue();
    }
  }

  @Test
  void a_process_that_has_ended_is_gone() throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      ProcessId id = sleeper.id();
      sleeper.process().destroyForcibly().waitFor();
      refuses(Reason.GONE, () -> control.strike(id, "shop", Signal.KILL));
    }
  }

  @Test
  void one_that_did_not_opt_in_is_not_struck_and_told_how_it_could() throws Exception {
    try (Sleeper other = Sleeper.of("other");
        Sleeper none = new Sleeper(Optional.empty(), folder, "600")) {
      for (Sleeper sleeper : new Sleeper[] {other, none}) {
        ProcessId id = sleeper.id();
        assertThatThrownBy(() -> control.strike(id, "shop", Signal.KILL))
            .isInstanceOf(ProcessException.class)
            .hasMessageContaining("did not opt in to 'shop'")
            .hasMessageContaining("FAULTLINE_MONKEY=shop");
        assertThat(control.procfs().isAlive(id)).isTrue();
      }
    }
  }

  @Test
  void a_file_in_its_working_directory_opts_a_process_in() throws Exception {
    Files.writeString(folder.resolve(Protection.MARKER), "stock\nshop\n");
    try (Sleeper sleeper = new Sleeper(Optional.empty(), folder, "600")) {
      control.strike(sleeper.id(), "shop", Signal.KILL);
      assertThat(sleeper.process().waitFor()).isEqualTo(128 + 9);
    }
  }

  @Test
  void this_process_its_parents_and_the_first_are_never_struck() throws Exception {
    for (ProcessHandle one = ProcessHandle.current();
        one != null;
        one = one.parent().orElse(null)) {
      ProcessId id = control.procfs().view((int) one.pid()).orElseThrow().id();
      // As if it had opted in: protection alone has to hold.
      control.protection().adopt(id);
      refuses(Reason.PROTECTED, () -> control.strike(id, "shop", new Signal(28)));
    }
    ProcessId first = control.procfs().view(1).orElseThrow().id();
    assertThat(control.protection().reason(first)).hasValue("pid 1 keeps the system up");
  }

  @Test
  void a_stopped_process_goes_on() throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      control.strike(sleeper.id(), "shop", Signal.STOP);
      sleeper.awaitState('T');
      assertThat(sleeper.view().isRunning()).isFalse();
      assertThat(control.resume(sleeper.id())).isTrue();
      sleeper.awaitState('S');
      assertThat(sleeper.view().isRunning()).isTrue();
    }
  }

  @Test
  void without_the_cpu_controller_of_version_2_a_process_cannot_be_slowed() throws Exception {
    Files.writeString(folder.resolve("cgroup.controllers"), "memory pids\n");
    ProcessControl here = with(folder);
    try (Sleeper sleeper = Sleeper.of("shop")) {
      assertThatThrownBy(() -> here.cgroup(sleeper.id()))
          .isInstanceOf(ProcessException.class)
          .hasMessageContaining("cgroup.controllers does not name 'cpu'");
    }
  }

  /**
   * A folder in place of the system's cgroups: what is written, not what the kernel makes of it.
   */
  @Test
  void a_bound_moves_a_process_into_a_group_of_its_own_and_back() throws Exception {
    Files.writeString(folder.resolve("cgroup.controllers"), "cpu memory\n");
    Files.createFile(folder.resolve("cgroup.subtree_control"));
    ProcessControl here = with(folder);
    try (Sleeper sleeper = Sleeper.of("shop")) {
      String home = here.cgroup(sleeper.id());
      here.bound(sleeper.id(), "shop", "slowed", 20);
      assertThat(folder.resolve("cgroup.subtree_control")).hasContent("+cpu");
      assertThat(folder.resolve("slowed/cpu.max")).hasContent("20000 100000");
      assertThat(folder.resolve("slowed/cgroup.procs")).hasContent("" + sleeper.id().pid());

      Path original = Files.createDirectories(folder.resolve(home.substring(1)));
      // A group's files go with it; a folder's have to be deleted.
      assertThatThrownBy(() -> here.unbound("slowed", home)).isInstanceOf(IOException.class);
      assertThat(original.resolve("cgroup.procs")).hasContent("" + sleeper.id().pid());
    }
  }

  @Test
  void a_bound_is_taken_away_also_where_its_home_is_gone_or_its_waits_cannot_be_read()
      throws Exception {
    // A link in place of a group, which can be removed although it has files.
    Path group = Files.createDirectories(folder.resolve("elsewhere/group"));
    Files.createSymbolicLink(folder.resolve("slowed"), group);
    Files.writeString(group.resolve("cgroup.procs"), "4711\n");
    Files.createDirectory(group.resolve("cpu.stat"));
    assertThat(with(folder).unbound("slowed", "/shop.service")).isEmpty();
    assertThat(folder.resolve("cgroup.procs")).hasContent("4711");
    assertThat(folder.resolve("slowed")).doesNotExist();
  }

  private static ProcessControl with(Path cgroups) {
    Procfs procfs = Procfs.ofMachine();
    return new ProcessControl(procfs, new Protection(procfs), cgroups);
  }

  private static void refuses(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProcessException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
