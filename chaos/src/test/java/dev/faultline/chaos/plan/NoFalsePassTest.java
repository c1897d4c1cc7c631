package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.monkey.Monkey;
import dev.faultline.chaos.monkey.process.ProcessControl;
import dev.faultline.chaos.monkey.process.ProcessId;
import dev.faultline.chaos.monkey.undo.Strikes;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Where nothing was struck, asked or written, nothing has held; and all is undone all the same. */
class NoFalsePassTest extends PlanPlays {
  private static final String CHECKED = "checks: [{command: 'true'}]\n";

  @Test
  void a_fault_of_a_proxy_that_nobody_uses_decides_nothing() throws IOException {
    for (boolean used : new boolean[] {true, false}) {
      try (Talk talk = new Talk()) {
        PlanReport report =
            run(
                "name: x\nproxies:\n"
                    + talk.proxy("p", "")
                    + "phases: [{name: cut, duration: 1ms, faults: [{proxy: p, toxic: stall}]}]\n"
                    + CHECKED,
                7,
                event -> {
                  if (used) {
                    talk.hear(event);
                  }
                });
        assertThat(report.outcome())
            .as(report.reason())
            .isEqualTo(used ? Outcome.HELD : Outcome.UNDECIDED);
        assertThat(report.reason())
            .isEqualTo(
                used
                    ? ""
                    : "a fault had no effect: 'proxy p: stall' met no connection that it could"
                        + " strike");
      }
    }
  }

  @Test
  void a_refusal_that_no_client_met_decides_nothing() throws IOException {
    assumeTrue(Proxy.seesRefused(), "refused clients are counted with CAP_NET_RAW alone");
    int port = freePort();
    for (boolean met : new boolean[] {true, false}) {
      PlanReport report =
          run(
              ("name: x\n"
                      + "proxies: [{name: p, listen: '127.0.0.1:%d', upstream: '127.0.0.1:9'}]\n"
                      + "phases: [{name: shut, duration: 1ms, faults: [{proxy: p, toxic: refuse}]}]\n"
                      + CHECKED)
                  .formatted(port),
              7,
              event -> {
                if (met && event.text().equals("proxy p: refuse")) {
                  assertThat(connects(port)).isEqualTo("no");
                }
              });
      assertThat(report.outcome())
          .as(report.reason())
          .isEqualTo(met ? Outcome.HELD : Outcome.UNDECIDED);
      assertThat(report.reason())
          .isEqualTo(
              met
                  ? ""
                  : "a fault had no effect: 'proxy p: refuse' met no connection that it could"
                      + " strike");
    }
  }

  @Test
  void a_partition_that_no_proxy_is_in_the_way_of_decides_nothing() throws IOException {
    try (Talk talk = new Talk()) {
      PlanReport report =
          run(
              targets().replace("limit: 1", "limit: 2").replace("c\n    roles: [db]", "c")
                  + "proxies:\n"
                  + talk.proxy("p", ", from: a, to: b")
                  + "phases: [{name: cut, duration: 1ms, faults: [{partition: all db}]}]\n"
                  + CHECKED,
              7,
              talk::hear);
      assertThat(report.outcome()).as(report.reason() + said()).isEqualTo(Outcome.UNDECIDED);
      assertThat(report.reason())
          .endsWith("no proxy is between a, b and another target that is not struck");
    }
  }

  @Test
  void whether_a_system_has_settled_is_not_known_where_it_cannot_be_asked() {
    PlanReport report =
        run(
            "name: x\nphases: [{name: p, duration: 1ms}]\n"
                + "quiet: {limit: 1ms, until: [{command: no-such-command-here}]}\n");
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason())
        .startsWith("whether the system has settled cannot be told: 'no-such-command-here': ");
  }

  @Test
  void a_history_of_an_earlier_run_decides_nothing() throws IOException {
    judge = (history, model, level) -> HistoryJudge.Verdict.VALID;
    Files.writeString(folder.resolve("history"), "old");
    Files.setLastModifiedTime(
        folder.resolve("history"), FileTime.from(Instant.now().minusSeconds(60)));
    String plan =
        "name: x\nload: '%s'\nphases: [{name: p, duration: 1m, until: {command: test -e on}}]\n"
            + "checks: [{history: history, model: register}]\n";
    PlanReport report = run(plan.formatted("touch on; exec sleep 600"));
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).contains("is older than this run");
    Files.delete(folder.resolve("on"));
    assertThat(run(plan.formatted("echo new > history; touch on; exec sleep 600")).outcome())
        .isEqualTo(Outcome.HELD);
  }

  @Test
  void a_system_does_not_fail_to_settle_before_the_load_has_begun_to_work() throws IOException {
    String plan =
        "name: x\nload: '%s'\nphases: [{name: p, duration: 1m, until: {command: test -e on}}]\n"
            + "quiet: {limit: 1ms, until: [{command: exit 1}]}\n"
            + "checks: [{history: history, model: register}]\n";
    for (String unwritten : new String[] {"", "touch history; "}) {
      PlanReport report = run(plan.formatted(unwritten + "touch on; exec sleep 600"));
      assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.UNDECIDED);
      assertThat(report.reason())
          .startsWith("the system has not settled within 1ms: 'exit 1' does not hold, but the load")
          .contains("has recorded nothing in " + folder.resolve("history"));
      Files.delete(folder.resolve("on"));
    }
    PlanReport report = run(plan.formatted("echo one > history; touch on; exec sleep 600"));
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.VIOLATED);
  }

  @Test
  void a_command_of_the_checks_is_not_violated_where_the_load_has_not_worked() throws IOException {
    String plan =
        "name: x\nload: '%s'\nphases: [{name: p, duration: 1m, until: {command: test -e on}}]\n"
            + "checks: [{history: history, model: register}, {command: exit 1}]\n";
    PlanReport report = run(plan.formatted("touch on; exec sleep 600"));
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.checks().getLast().said())
        .startsWith("'exit 1' does not hold: ")
        .contains("; but the load has recorded nothing in " + folder.resolve("history"));
    Files.delete(folder.resolve("on"));
    report = run(plan.formatted("echo one > history; touch on; exec sleep 600"));
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.VIOLATED);
  }

  @Test
  void a_history_in_which_nothing_has_succeeded_decides_nothing() throws IOException {
    String plan =
        "name: x\nload: 'echo one > history; touch on; exec sleep 600'\n"
            + "phases: [{name: p, duration: 1m, until: {command: test -e on}}]\n"
            + "checks: [{history: history, model: register}, {command: exit %d}]\n";
    succeeded = 0;
    judge = (history, model, level) -> HistoryJudge.Verdict.VALID;
    for (int exit : new int[] {0, 1}) {
      PlanReport report = run(plan.formatted(exit));
      assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.UNDECIDED);
      assertThat(report.reason()).contains("history: no operation has succeeded");
      Files.delete(folder.resolve("on"));
    }
    succeeded = 1;
    assertThat(run(plan.formatted(0)).outcome()).isEqualTo(Outcome.HELD);
  }

  @Test
  void a_history_of_a_load_that_ended_before_the_first_fault_decides_nothing() throws IOException {
    String plan =
        """
        name: x
        limit: 1
        targets: [{name: a, start: {command: [sleep, "600"]}}]
        load: 'echo one > history; %s'
        phases:
          - {name: calm, duration: 1m, until: {command: 'test -e history; %s'}}
          - {name: hit, duration: 1ms, faults: [{pause: one}]}
        checks: [{history: history, model: register}]
        """;
    judge = (history, model, level) -> HistoryJudge.Verdict.VALID;
    PlanReport under = run(plan.formatted("exec sleep 600", "true"));
    assertThat(under.outcome()).as(under.reason()).isEqualTo(Outcome.HELD);
    PlanReport before = run(plan.formatted("echo $$ > load", "! kill -0 $(cat load)"));
    assertThat(before.outcome()).as(before.reason()).isEqualTo(Outcome.UNDECIDED);
    assertThat(before.reason()).contains("history: the load had ended before the first fault");
    judge = (history, model, level) -> HistoryJudge.Verdict.INVALID;
    PlanReport wrong = run(plan.formatted("echo $$ > load", "! kill -0 $(cat load)"));
    assertThat(wrong.outcome()).as(wrong.reason()).isEqualTo(Outcome.VIOLATED);
  }

  @Test
  void a_plan_that_its_user_ends_does_not_wait_for_the_judge_of_its_history() throws IOException {
    Files.writeString(folder.resolve("history"), "");
    CountDownLatch told = new CountDownLatch(1);
    AtomicReference<PlanRun> run = new AtomicReference<>();
    Plan plan =
        PlanReader.parse(
            "plan.yaml",
            folder,
            targets()
                + "phases: [{name: p, duration: 1ms}]\n"
                + "quiet: {limit: 1ms}\n"
                + "checks: [{history: history, model: register}]\n");
    run.set(
        new PlanRun(
            plan,
            7,
            state(),
            Map.of(),
            (history, model, level) -> {
              run.get().abort();
              try {
                boolean over = new CountDownLatch(1).await(60, TimeUnit.SECONDS);
                assertThat(over).isFalse();
              } catch (InterruptedException e) {
                told.countDown();
              }
              return HistoryJudge.Verdict.VALID;
            },
            events::add));
    PlanReport report = run.get().run();
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.STOPPED);
    assertThat(told.getCount()).isLessThanOrEqualTo(1);
  }

  @Test
  void all_that_was_started_is_asked_to_end_at_once() throws IOException {
    StringBuilder text = new StringBuilder("name: x\nlimit: 1\ntargets:\n");
    for (String pair : new String[] {"ab", "ba"}) {
      text.append(
          """
            - name: %1$s
              start:
                command: [sh, -c, "trap 'touch asked-%1$s; while ! test -e asked-%2$s; do sleep 0.02; done; touch ended-%1$s; exit' TERM; touch on-%1$s; while :; do sleep 0.02; done"]
                ready: {command: "test -e on-$FAULTLINE_TARGET"}
          """
              .formatted(pair.substring(0, 1), pair.substring(1))
              .replace("$FAULTLINE_TARGET", pair.substring(0, 1)));
    }
    PlanReport report = run(text + "phases: [{name: p, duration: 1ms}]\n" + CHECKED);
    assertThat(report.outcome()).as(report.reason() + said()).isEqualTo(Outcome.HELD);
    assertThat(folder.resolve("ended-a")).exists();
    assertThat(folder.resolve("ended-b")).exists();
  }

  @Test
  void what_a_run_does_not_know_that_it_has_begun_is_undone_too() {
    PlanReport report =
        run(
            "name: x\nphases: [{name: p, duration: 1ms}]\n" + CHECKED,
            7,
            event -> {
              if (event.text().equals("phase p")) {
                try {
                  new Strikes(ProcessControl.ofMachine(), Monkey.undoStore(state()))
                      .own("x-forgotten", ProcessId.NONE, Instant.EPOCH);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }
            });
    assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.HELD);
  }
}
