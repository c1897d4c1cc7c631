package dev.faultline.chaos.monkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.audit.AuditRecord;
import dev.faultline.chaos.monkey.audit.AuditRecord.Event;
import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.ProcessFault;
import dev.faultline.chaos.monkey.process.Sleeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the monkey notes and undoes. */
@EnabledOnOs(OS.LINUX)
class MonkeyRecordTest extends ShopMonkey {
  @Test
  void a_pause_is_undone_and_on_record() throws Exception {
    Outcome outcome =
        monkey()
            .terminate(group(), 7, Optional.empty(), Optional.of(ProcessFault.parse("pause 9m")));
    Outcome.Struck struck = (Outcome.Struck) outcome;
    Sleeper victim =
        sleepers.stream()
            .filter(one -> one.process().pid() == struck.victim().process().id().pid())
            .findFirst()
            .orElseThrow();
    victim.awaitState('T');
    assertThat(monkey().undo(group(), struck.undo().orElseThrow()).done()).isTrue();
    victim.awaitState('S');
    assertThat(events()).containsExactly(Event.INTENT, Event.DONE, Event.UNDONE);
  }

  @Test
  void what_a_killed_run_left_is_undone_later_and_the_log_says_so() throws Exception {
    Outcome.Struck struck =
        (Outcome.Struck)
            monkey()
                .terminate(
                    group(), 7, Optional.empty(), Optional.of(ProcessFault.parse("pause 1h")));
    assertThat(struck.undo()).isPresent();
    LeftFaults left =
        new LeftFaults(folder.resolve("state"), ProcessControl.ofMachine(), () -> now);
    List<String> warned = new ArrayList<>();

    assertThat(left.undo(false, warned::add)).singleElement().matches(one -> one.done());
    assertThat(events()).containsExactly(Event.INTENT, Event.DONE, Event.UNDONE);
    AuditRecord last = monkey().log().records().getLast();
    assertThat(last.run()).isEqualTo(monkey().log().records().getFirst().run());
    assertThat(last.group()).isEqualTo(group().name());
    assertThat(left.undo(false, warned::add)).isEmpty();
    assertThat(events()).hasSize(3);
    assertThat(warned).isEmpty();
  }

  @Test
  void metrics_follow_the_log() throws Exception {
    write("leashed = false", "metrics = \"monkey.prom\"");
    terminate();
    assertThat(folder.resolve("monkey.prom"))
        .content()
        .contains(
            "faultline_monkey_events_total{group=\"shop.local.app\",event=\"done\",leashed=\"false\"}"
                + " 1");
  }

  @Test
  void without_a_log_nothing_is_done() throws Exception {
    Files.createDirectories(folder.resolve("state"));
    Files.createDirectory(folder.resolve("state/audit.jsonl"));
    assertThatThrownBy(this::terminate).isInstanceOf(IOException.class);
    assertThat(alive()).isEqualTo(3);
  }

  @Test
  void metrics_that_cannot_be_written_do_not_lose_the_undo() throws Exception {
    Files.createFile(folder.resolve("plain"));
    write("leashed = false", "metrics = \"plain/monkey.prom\"");
    Monkey monkey = monkey();
    Outcome outcome =
        monkey.terminate(group(), 7, Optional.empty(), Optional.of(ProcessFault.parse("pause 1h")));
    assertThat(outcome).isInstanceOf(Outcome.Struck.class);
    assertThat(monkey.takeWarnings())
        .singleElement()
        .asString()
        .contains("plain/monkey.prom cannot be written");
    assertThat(monkey.takeWarnings()).isEmpty();
    assertThat(monkey.undo(group(), ((Outcome.Struck) outcome).undo().orElseThrow()).done())
        .isTrue();
  }

  @Test
  void a_log_that_fails_after_the_strike_does_not_lose_the_undo() throws Exception {
    Path log = folder.resolve("state/audit.jsonl");
    Monkey monkey =
        new Monkey(
            () -> MonkeyConfig.read(file(), new TreeMap<>()),
            folder.resolve("state"),
            ProcessControl.ofMachine(),
            () -> {
              breakIfStopped(log);
              return now;
            });
    Outcome outcome =
        monkey.terminate(group(), 7, Optional.empty(), Optional.of(ProcessFault.parse("pause 1h")));
    assertThat(outcome).isInstanceOf(Outcome.Struck.class);
    assertThat(monkey.takeWarnings()).first().asString().startsWith("the audit log lacks 'done'");
    assertThat(monkey.undo(group(), ((Outcome.Struck) outcome).undo().orElseThrow()).done())
        .isTrue();
    assertThat(monkey.takeWarnings()).first().asString().startsWith("the audit log lacks 'undone'");
  }

  /** Puts a folder in the place of the log as soon as a victim has been stopped. */
  private void breakIfStopped(Path log) {
    try {
      if (!Monkey.undoStore(folder.resolve("state")).pending().isEmpty()
          && Files.isRegularFile(log)) {
        Files.delete(log);
        Files.createDirectory(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
