package dev.faultline.chaos.monkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.chaos.monkey.audit.AuditLog;
import dev.faultline.chaos.monkey.audit.AuditRecord.Event;
import dev.faultline.chaos.monkey.group.Group;
import dev.faultline.chaos.monkey.process.Sleeper;
import dev.faultline.chaos.monkey.safety.Check;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Whom the monkey strikes, and what holds it back. */
@EnabledOnOs(OS.LINUX)
class MonkeyTest extends ShopMonkey {
  @Test
  void unleashed_it_kills_one_and_the_intent_is_on_record_first() throws Exception {
    Outcome outcome = terminate();
    assertThat(outcome).isInstanceOf(Outcome.Struck.class);
    int pid = ((Outcome.Struck) outcome).victim().process().id().pid();
    for (Sleeper sleeper : sleepers) {
      if (sleeper.process().pid() == pid) {
        assertThat(sleeper.process().waitFor()).isEqualTo(128 + 9);
      }
    }
    assertThat(alive()).isEqualTo(2);
    assertThat(events()).containsExactly(Event.INTENT, Event.DONE);
    assertThat(terminate())
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.check()).isEqualTo(Check.MINIMUM_TIME));
    assertThat(alive()).isEqualTo(2);
  }

  @Test
  void leashed_is_the_default_and_only_says_what_it_would_do() throws Exception {
    write("", "");
    assertThat(terminate()).isInstanceOf(Outcome.Said.class);
    assertThat(alive()).isEqualTo(3);
    assertThat(events()).containsExactly(Event.INTENT, Event.DONE);
  }

  @Test
  void concurrent_runs_on_one_group_act_once() throws Exception {
    List<Future<Outcome>> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        outcomes.add(threads.submit(this::terminate));
      }
    }
    List<Outcome> all = new ArrayList<>();
    for (Future<Outcome> one : outcomes) {
      all.add(one.get());
    }
    assertThat(all).filteredOn(Outcome.Struck.class::isInstance).hasSize(1);
    assertThat(all)
        .filteredOn(Outcome.Refused.class::isInstance)
        .hasSize(7)
        .allSatisfy(one ->
            assertThat(((Outcome.Refused) one).check()).isIn(Check.LOCK, Check.MINIMUM_TIME));
    while (alive() == 3) {
      Thread.onSpinWait();
    }
    assertThat(alive()).isEqualTo(2);
  }

  @Test
  void while_one_run_is_at_a_group_another_one_is_refused() throws Exception {
    Path started = folder.resolve("started");
    Path go = folder.resolve("go");
    write(
        "leashed = false",
        "trackers = [\"touch %s; while [ ! -e %s ]; do :; done\"]".formatted(started, go));
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Outcome> first = thread.submit(this::terminate);
      while (!Files.exists(started)) {
        Thread.onSpinWait();
      }
      try {
        assertRefused(terminate(), Check.LOCK);
      } finally {
        Files.createFile(go);
      }
      assertThat(first.get()).isInstanceOf(Outcome.Struck.class);
    }
  }

  @Test
  void a_tracker_that_fails_holds_it_back_and_the_slot_is_not_spent() throws Exception {
    Path seen = folder.resolve("seen");
    write(
        "leashed = false",
        "trackers = [\"echo $FAULTLINE_PID $FAULTLINE_FAULT >> %s\", \"echo no; exit 3\"]"
            .formatted(seen));
    Outcome outcome = terminate();
    assertRefused(outcome, Check.TRACKERS);
    assertThat(((Outcome.Refused) outcome).reason())
        .isEqualTo("tracker 'echo no; exit 3' ends with 3: no");
    assertThat(Files.readString(seen)).matches("\\d+ kill\n");
    assertThat(AuditLog.spent(monkey().log().records())).isEmpty();
    write("leashed = false", "");
    assertThat(terminate()).isInstanceOf(Outcome.Struck.class);
  }

  /** The contract: what is only said is said to the trackers, too. */
  @Test
  void trackers_are_told_of_a_leashed_termination() throws Exception {
    Path seen = folder.resolve("seen");
    write("", "trackers = [\"echo $FAULTLINE_LEASHED >> %s\"]".formatted(seen));
    assertThat(terminate()).isInstanceOf(Outcome.Said.class);
    assertThat(Files.readString(seen)).isEqualTo("true\n");
    write("", "trackers = [\"exit 3\"]");
    now = now.plusSeconds(86_400);
    assertRefused(terminate(), Check.TRACKERS);
  }

  @Test
  void an_account_that_is_not_listed_is_left_alone() throws Exception {
    for (String accounts : List.of("[]", "[\"LOCAL\"]", "[\"loca\", \"locals\"]", "[\"*\"]")) {
      write("leashed = false", "");
      Files.writeString(file(), Files.readString(file()).replace("[\"local\"]", accounts));
      Outcome outcome = terminate();
      assertRefused(outcome, Check.OPT_IN);
      assertThat(((Outcome.Refused) outcome).error()).isFalse();
    }
    write("leashed = false", "");
    Files.writeString(
        file(), Files.readString(file()).replace("[\"local\"]", "[\"other\", \"local\"]"));
    assertThat(terminate()).isInstanceOf(Outcome.Struck.class);
  }

  @Test
  void the_safety_lever_forbids_everything() throws Exception {
    Files.createDirectories(folder.resolve("state"));
    Files.createFile(folder.resolve("state/STOP"));
    assertRefused(terminate(), Check.LEVER);
  }

  @Test
  void a_link_and_a_folder_pull_the_lever_too_wherever_the_link_leads() throws Exception {
    Path lever = Files.createDirectories(folder.resolve("state")).resolve("STOP");
    for (String to : List.of("nowhere", "STOP", ".")) {
      Files.createSymbolicLink(lever, Path.of(to));
      assertThat(monkey().isStopped()).as(to).isTrue();
      assertRefused(terminate(), Check.LEVER);
      Files.delete(lever);
    }
    Files.createDirectory(lever);
    assertRefused(terminate(), Check.LEVER);
    Files.delete(lever);
    assertThat(terminate()).isInstanceOf(Outcome.Struck.class);
  }

  @Test
  void a_lever_that_is_pulled_while_trackers_are_told_still_holds_it_back() throws Exception {
    write("leashed = false", "trackers = [\"touch %s\"]".formatted(folder.resolve("state/STOP")));
    assertRefused(terminate(), Check.LEVER);
    assertThat(AuditLog.spent(monkey().log().records())).isEmpty();
  }

  @Test
  void hours_are_checked_when_it_comes_to_act() throws Exception {
    now = Instant.parse("2026-12-01T23:00:00Z");
    assertRefused(terminate(), Check.HOURS);
  }

  @Test
  void an_outage_holds_it_back_and_so_does_not_knowing_of_one() throws Exception {
    write("leashed = false", "outage_command = \"exit 1\"");
    assertRefused(terminate(), Check.OUTAGE);
    write("leashed = false", "outage_command = \"exit 7\"");
    Outcome outcome = terminate();
    assertRefused(outcome, Check.OUTAGE);
    assertThat(((Outcome.Refused) outcome).error()).isTrue();
    write("leashed = false", "outage_command = \"exit 0\"");
    assertThat(terminate()).isInstanceOf(Outcome.Struck.class);
  }

  @Test
  void a_configuration_that_cannot_be_read_means_do_not() throws Exception {
    Group group = group();
    Files.writeString(file(), "[chaosmonkey]\nenabled = perhaps\n");
    Outcome outcome = monkey().terminate(group, 7, Optional.empty(), Optional.empty());
    assertRefused(outcome, Check.LEVER);
    assertThat(((Outcome.Refused) outcome).error()).isTrue();
  }

  @Test
  void processes_that_did_not_opt_in_are_not_struck() throws Exception {
    sleepers.forEach(Sleeper::close);
    sleepers.clear();
    for (int i = 0; i < 3; i++) {
      sleepers.add(Sleeper.marked("other", mark + "-" + i));
    }
    Outcome outcome = terminate();
    assertRefused(outcome, Check.ELIGIBLE);
    assertThat(((Outcome.Refused) outcome).reason()).contains("it did not opt in");
  }

  @Test
  void a_monkey_that_is_leashed_while_trackers_are_told_only_says_what_it_would_do()
      throws Exception {
    write(
        "leashed = false",
        "trackers = [\"sed -i 's/leashed = false/leashed = true/' %s\"]".formatted(file()));
    assertThat(terminate()).isInstanceOf(Outcome.Said.class);
    assertThat(alive()).isEqualTo(3);
  }

  @Test
  void a_lever_that_is_pulled_while_the_outage_command_runs_holds_it_back() throws Exception {
    Path once = folder.resolve("once");
    write(
        "leashed = false",
        "outage_command = \"test -e %s && touch %s; touch %s; true\""
            .formatted(once, folder.resolve("state/STOP"), once));
    assertRefused(terminate(), Check.LEVER);
  }

  @Test
  void a_process_that_two_clusters_of_a_group_find_is_one() throws Exception {
    sleepers.removeLast().close();
    sleepers.removeLast().close();
    write("leashed = false", "");
    Files.writeString(
        file(),
        Files.readString(file())
            + """
            [[cluster]]
            name = "shop-b"
            account = "local"
            region = "here"
            find = ["command sh.*%s"]
            """
                .formatted(mark));
    assertThat(terminate())
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            refused -> assertThat(refused.check()).isEqualTo(Check.MINIMUM_ALIVE));
    assertThat(alive()).isEqualTo(1);
  }
}
