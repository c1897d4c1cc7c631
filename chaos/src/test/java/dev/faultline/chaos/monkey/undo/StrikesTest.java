package dev.faultline.chaos.monkey.undo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.ProcessException;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.process.Procfs;
import dev.faultline.chaos.monkey.process.Sleeper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class StrikesTest {
  private static final ProcessFault PAUSE = ProcessFault.parse("pause 10m");
  private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

  @TempDir private Path folder;

  /** Another one each time, as after a kill -9: all it knows is on disk. */
  private Strikes strikes() {
    return new Strikes(ProcessControl.ofMachine(), store());
  }

  private UndoStore store() {
    return new UndoStore(folder.resolve("undo"));
  }

  @Test
  void what_is_on_disk_is_enough_to_undo_a_pause() throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      Undo undo = strikes().strike("1", sleeper.id(), "shop", PAUSE, NOW).orElseThrow();
      sleeper.awaitState('T');
      assertThat(store().pending()).containsExactly(undo);

      List<Undone> undone = strikes().undoAll(false);
      assertThat(undone).singleElement().satisfies(one -> assertThat(one.done()).isTrue());
      sleeper.awaitState('S');
      assertThat(store().pending()).isEmpty();
      assertThat(strikes().undoAll(false)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SigBlk:\t0\nSigIgn:\t0\nSigCgt:\t0\nSigPnd:\t0\nShdPnd:\t0\n", "no status"})
  void a_stopped_process_goes_on_whatever_is_seen_of_it(String status) throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      Undo undo = strikes().strike("1", sleeper.id(), "shop", PAUSE, NOW).orElseThrow();
      sleeper.awaitState('T');
      // As between the signal and the stop of all its threads: it still seems to run.
      Path seen = folder.resolve("proc/" + sleeper.id().pid());
      Files.createDirectories(seen);
      Files.writeString(seen.resolve("status"), status);
      Files.writeString(seen.resolve("cmdline"), "sh\0");
      Files.writeString(
          seen.resolve("stat"),
          Files.readString(Path.of("/proc/" + sleeper.id().pid() + "/stat"))
              .replace(") T ", ") R "));
      ProcessControl elsewhere = ProcessControl.of(new Procfs(folder.resolve("proc")));
      assertThat(new Strikes(elsewhere, store()).undo(undo).done()).isTrue();
      sleeper.awaitState('S');
    }
  }

  @Test
  void of_a_victim_that_is_gone_nothing_is_to_be_undone() throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      strikes().strike("1", sleeper.id(), "shop", PAUSE, NOW);
      sleeper.process().destroyForcibly().waitFor();
      assertThat(strikes().undoAll(false))
          .singleElement()
          .satisfies(one -> {
            assertThat(one.done()).isTrue();
            assertThat(one.said()).endsWith("is gone, nothing to undo");
          });
      assertThat(store().pending()).isEmpty();
    }
  }

  @Test
  void a_process_that_two_faults_have_stopped_goes_on_when_both_are_over() throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      Undo first = strikes().strike("1", sleeper.id(), "shop", PAUSE, NOW).orElseThrow();
      Undo second = strikes().strike("2", sleeper.id(), "shop", PAUSE, NOW).orElseThrow();
      sleeper.awaitState('T');
      assertThat(strikes().undo(first).said()).endsWith("stays stopped by another fault");
      assertThat(sleeper.view().state()).isEqualTo('T');
      strikes().undo(second);
      sleeper.awaitState('S');
    }
  }

  @Test
  void a_strike_that_is_refused_leaves_nothing_to_undo() throws Exception {
    try (Sleeper sleeper = Sleeper.of("other")) {
      assertThatThrownBy(() -> strikes().strike("1", sleeper.id(), "shop", PAUSE, NOW))
          .isInstanceOf(ProcessException.class);
      assertThat(store().pending()).isEmpty();
      assertThat(sleeper.view().isRunning()).isTrue();
    }
  }

  @Test
  void nothing_is_stopped_where_its_undo_cannot_be_written() throws Exception {
    Files.writeString(folder.resolve("undo"), "a file where the folder should be");
    try (Sleeper sleeper = Sleeper.of("shop")) {
      assertThatThrownBy(() -> strikes().strike("1", sleeper.id(), "shop", PAUSE, NOW))
          .isInstanceOf(IOException.class);
      assertThat(sleeper.view().isRunning()).isTrue();
    }
  }

  @Test
  void an_undo_that_fails_is_named_and_kept_and_can_be_forced() throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      // A cgroup that is no folder but a file cannot be left.
      Undo stuck = new Undo.Unbound("1", sleeper.id(), NOW, "/proc/self/status", "/");
      store().add(stuck);
      assertThat(strikes().undoAll(false))
          .singleElement()
          .satisfies(one -> {
            assertThat(one.done()).isFalse();
            assertThat(one.said()).startsWith("cannot give pid " + sleeper.id().pid());
          });
      assertThat(store().pending()).containsExactly(stuck);
      assertThat(strikes().undoAll(true))
          .singleElement()
          .satisfies(one -> assertThat(one.said()).endsWith("; it is forgotten"));
      assertThat(store().pending()).isEmpty();
    }
  }

  @Test
  void a_file_that_is_no_undo_is_named_and_holds_no_other_back() throws Exception {
    Path damaged = folder.resolve("undo/x.undo.json");
    Files.createDirectories(folder.resolve("undo"));
    try (Sleeper sleeper = Sleeper.of("shop")) {
      Undo undo = strikes().strike("1", sleeper.id(), "shop", PAUSE, NOW).orElseThrow();
      Files.writeString(damaged, "{\"id\":\"x\"}");
      assertThat(strikes().undo(undo).done()).isTrue();
      sleeper.awaitState('S');
      strikes().strike("2", sleeper.id(), "shop", PAUSE, NOW);
      sleeper.awaitState('T');
      assertThat(strikes().undoAll(false)).extracting(Undone::done).containsExactly(true, false);
      sleeper.awaitState('S');
      assertThatThrownBy(() -> store().pending())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("x.undo.json is no fault to undo");
      assertThat(strikes().undoAll(true))
          .singleElement()
          .satisfies(one -> assertThat(one.said()).endsWith("; it is forgotten"));
      assertThat(damaged).doesNotExist();
    }
  }

  @Test
  void a_record_that_a_kill_has_kept_from_being_written_is_swept_away() throws Exception {
    Path half = Files.createDirectories(folder.resolve("undo")).resolve("1.new");
    Files.writeString(half, "{\"id\":");
    assertThat(strikes().undoAll(false)).isEmpty();
    assertThat(half).doesNotExist();
  }

  @Test
  void a_pause_that_somebody_else_has_ended_is_told() throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      Undo undo = strikes().strike("1", sleeper.id(), "shop", PAUSE, NOW).orElseThrow();
      sleeper.awaitState('T');
      ProcessControl.ofMachine().resume(sleeper.id());
      sleeper.awaitState('S');
      Undone undone = strikes().undo(undo);
      assertThat(undone.done()).isTrue();
      assertThat(undone.bit()).isFalse();
      assertThat(undone.said()).endsWith("had been resumed by somebody else before");
    }
  }

  @Test
  void what_a_dead_run_has_left_of_a_process_that_goes_on_does_not_stop_it_for_good()
      throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      store().add(new Undo.Resume("old", sleeper.id(), NOW, ProcessId.NONE));
      Undo undo = strikes().strike("1", sleeper.id(), "shop", PAUSE, NOW).orElseThrow();
      sleeper.awaitState('T');
      assertThat(strikes().undo(undo).said()).endsWith("goes on");
      sleeper.awaitState('S');
      assertThat(store().pending()).isEmpty();
    }
  }

  @Test
  void a_clock_that_is_set_right_after_its_jvm_has_gone_needs_nothing() throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      assertThatThrownBy(() ->
              strikes().strike("1", sleeper.id(), "shop", ProcessFault.parse("clock +5s 1h"), NOW))
          .isInstanceOf(ProcessException.class)
          .hasMessageContaining("is not a JVM");
      assertThat(store().pending()).as("nothing was done").isEmpty();
      assertThat(sleeper.view().isRunning()).isTrue();
      Undo undo = new Undo.Unskewed("2", sleeper.id(), NOW);
      store().add(undo);
      assertThat(store().pending()).containsExactly(undo);
    }
    assertThat(strikes().undoAll(false))
        .singleElement()
        .satisfies(undone -> assertThat(undone.said()).endsWith("is gone, nothing to undo"));
    assertThat(store().pending()).isEmpty();
  }

  @Test
  void an_undo_of_an_earlier_boot_reaches_nobody() throws Exception {
    try (Sleeper sleeper = Sleeper.of("shop")) {
      store().add(new Undo.End("1", sleeper.id(), NOW));
      Path file = folder.resolve("undo/1.undo.json");
      Files.writeString(
          file, Files.readString(file).replaceAll("\"boot\":\"[^\"]*\"", "\"boot\":\"other\""));
      assertThat(strikes().undoAll(false)).allMatch(Undone::done);
      assertThat(sleeper.view().isRunning()).isTrue();
    }
  }

  @Test
  void a_process_that_is_slowed_twice_goes_home_at_the_end() throws Exception {
    Path cgroups = Files.createDirectory(folder.resolve("cgroups"));
    Files.writeString(cgroups.resolve("cgroup.controllers"), "cpu\n");
    Files.createFile(cgroups.resolve("cgroup.subtree_control"));
    try (Sleeper sleeper = Sleeper.of("shop")) {
      ProcessControl control = ProcessControl.of(Procfs.ofMachine(), cgroups);
      // It has been slowed before: the group that it is in now will be gone.
      store().add(new Undo.Unbound("1", sleeper.id(), NOW, "faultline-1", "/home"));
      Undo second =
          new Strikes(control, store())
              .strike("2", sleeper.id(), "shop", ProcessFault.parse("slow 10% 1h"), NOW)
              .orElseThrow();
      assertThat(((Undo.Unbound) second).home()).isEqualTo("/home");
    }
  }

  /** A link in place of a group, which can be removed although it has files. */
  @Test
  void a_bound_says_how_often_its_process_had_to_wait_and_whether_it_ever_had_to()
      throws Exception {
    Path cgroups = Files.createDirectory(folder.resolve("cgroups"));
    Path group = Files.createDirectory(folder.resolve("group"));
    Strikes strikes = new Strikes(ProcessControl.of(Procfs.ofMachine(), cgroups), store());
    Undo undo = new Undo.Unbound("1", new ProcessId(999_999, 1), NOW, "faultline-1", "/home");
    for (String stat : new String[] {"", "nr_throttled 0\n", "nr_periods 9\nnr_throttled 3\n"}) {
      Files.createSymbolicLink(cgroups.resolve("faultline-1"), group);
      Files.writeString(group.resolve("cpu.stat"), stat);
      store().add(undo);
      Undone undone = strikes.undo(undo);
      assertThat(undone.done()).as(undone.said()).isTrue();
      assertThat(undone.bit()).as(stat).isEqualTo(!stat.contains(" 0"));
      assertThat(undone.said())
          .endsWith(
              stat.isEmpty()
                  ? "has its CPU time back"
                  : stat.contains("3") ? "it had to wait 3 times" : "it had to wait 0 times");
    }
  }
}
