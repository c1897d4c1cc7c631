package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.process.Sleeper;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How plans are played. */
class PlanRunTest extends PlanPlays {
  @Test
  void a_target_that_is_killed_is_started_again_and_the_checks_hold() throws IOException {
    PlanReport report =
        run(
            targets()
                + """
                phases:
                  - name: kill
                    duration: 1m
                    until: {command: 'for n in a b c; do kill -0 $(cat pid-$n) || exit 0; done; exit 1'}
                    faults: [{kill: one db}]
                checks:
                  - {command: 'for n in a b c; do kill -0 $(cat pid-$n) || exit 1; done'}
                """);
    assertThat(report.outcome()).as(report.reason() + "\n" + said()).isEqualTo(Outcome.HELD);
    assertThat(said())
        .containsPattern("start a\nstart b\nstart c\nphase kill\nkill [abc], pid \\d+");
    long starts = 0;
    for (String name : List.of("a", "b", "c")) {
      starts += Files.size(folder.resolve("starts-" + name));
    }
    assertThat(starts).isEqualTo(4);
  }

  @Test
  void a_pause_is_over_with_its_phase() {
    PlanReport report =
        run(
            targets()
                + """
                phases:
                  - name: stop
                    duration: 1m
                    until: {command: 'grep -q "State:.T" /proc/$(cat pid-a)/status /proc/$(cat pid-b)/status /proc/$(cat pid-c)/status'}
                    faults: [{pause: one}]
                quiet: {limit: 1m, until: [{command: '! grep -q "State:.T" /proc/$(cat pid-a)/status /proc/$(cat pid-b)/status /proc/$(cat pid-c)/status'}]}
                """);
    assertThat(report.outcome()).as(report.reason() + "\n" + said()).isEqualTo(Outcome.HELD);
    assertThat(said()).containsPattern("pause [abc], pid \\d+ .*\npid \\d+ .* goes on\nquiet");
  }

  @Test
  void a_fault_of_a_proxy_begins_and_ends_with_its_phase() throws IOException {
    List<String> seen = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      int listen = freePort();
      PlanReport report =
          run(
              """
              name: x
              proxies: [{name: p, listen: "127.0.0.1:%d", upstream: "127.0.0.1:%d"}]
              phases:
                - {name: calm, duration: 1ms}
                - name: refuse
                  duration: 1ms
                  faults: [{proxy: p, toxic: refuse}]
                - {name: after, duration: 1ms}
              checks: [{command: 'true'}]
              """
                  .formatted(listen, server.getLocalPort()),
              7,
              event -> {
                if (event.text().startsWith("phase calm")
                    || event.text().equals("proxy p: refuse")
                    || event.text().startsWith("phase after")) {
                  seen.add(event.text() + ": " + connects(listen));
                }
              });
      assertThat(report.outcome()).as(report.reason()).isEqualTo(Outcome.HELD);
      assertThat(seen)
          .containsExactly("phase calm: yes", "proxy p: refuse: no", "phase after: yes");
    }
  }

  @Test
  void a_partition_stalls_the_proxies_between_those_it_cuts_off_and_all_others()
      throws IOException {
    PlanReport report;
    try (Talk talk = new Talk()) {
      StringBuilder text = new StringBuilder(targets()).append("proxies:\n");
      for (String link : List.of("a-b", "b-c", "c-a")) {
        text.append(talk.proxy(link, ", from: " + link.charAt(0) + ", to: " + link.charAt(2)));
      }
      text.append(talk.proxy("clients", ", to: a"));
      report =
          run(
              text
                  + """
                  phases:
                    - {name: cut, duration: 1ms, faults: [{partition: one}]}
                    - {name: late, duration: 1ms, faults: [{delay: one, by: 20ms}]}
                  checks: [{command: 'true'}]
                  """,
              7,
              talk::hear);
    }
    assertThat(report.outcome()).as(report.reason() + "\n" + said()).isEqualTo(Outcome.HELD);
    List<String> said = events.stream().map(PlanEvent::text).toList();
    for (String kind : List.of("partition ", "delay by 20ms ")) {
      String toxic = kind.startsWith("partition") ? "stall" : "latency";
      String chosen = said.stream().filter(one -> one.startsWith(kind)).findFirst().orElseThrow();
      String name = chosen.substring(kind.length(), kind.length() + 1);
      List<String> cut =
          List.of("a-b", "b-c", "c-a").stream().filter(link -> link.contains(name)).toList();
      assertThat(said.stream().filter(one -> one.endsWith(": " + toxic)).toList())
          .containsExactly(
              "proxy " + cut.get(0) + ": " + toxic, "proxy " + cut.get(1) + ": " + toxic);
      assertThat(said.stream().filter(one -> one.endsWith(": " + toxic + " ends"))).hasSize(2);
    }
  }

  @Test
  void the_same_seed_strikes_the_same_targets() {
    String plan =
        targets()
            + "phases:\n"
            + "  - {name: p, duration: 1ms, faults: [{pause: one}]}\n".repeat(8);
    run(plan, 11, event -> {});
    List<String> first = struck();
    run(plan, 11, event -> {});
    assertThat(struck()).isEqualTo(first).hasSize(8);
    run(plan, 12, event -> {});
    assertThat(struck()).isNotEqualTo(first).hasSize(8);
  }

  @Test
  void primaries_are_asked_for_and_never_more_are_struck_than_the_limit() throws IOException {
    Files.createFile(folder.resolve("primary-b"));
    String plan =
        targets() + "phases: [{name: p, duration: 1ms, faults: [{pause: primaries db}]}]\n";
    run(plan);
    assertThat(struck()).containsExactly("b");
    Files.createFile(folder.resolve("primary-c"));
    run(plan);
    assertThat(struck()).hasSize(1).isSubsetOf("b", "c");
  }

  @Test
  void where_nobody_is_a_primary_it_is_undecided() {
    PlanReport report =
        run(targets() + "phases: [{name: p, duration: 1ms, faults: [{pause: primaries}]}]\n");
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).contains("no target is left for 'primaries'");
  }

  @Test
  void a_check_that_cannot_be_asked_is_no_pass_and_one_that_does_not_hold_is_worse() {
    String plan = "name: x\nphases: [{name: p, duration: 1ms}]\nchecks:\n";
    assertThat(run(plan + "  - {command: 'exit 0'}\n").outcome()).isEqualTo(Outcome.HELD);
    assertThat(run(plan + "  - {command: no-such-command}\n").outcome())
        .isEqualTo(Outcome.UNDECIDED);
    PlanReport report =
        run(plan + "  - {command: no-such-command}\n  - {command: 'echo lost; exit 1'}\n");
    assertThat(report.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(report.reason()).contains("does not hold: exit code 1: lost");
    assertThat(report.checks())
        .extracting(PlanReport.Checked::outcome)
        .containsExactly(Outcome.UNDECIDED, Outcome.VIOLATED);
  }

  @Test
  void what_never_happened_sometimes_leaves_it_undecided() {
    String plan =
        targets()
            + """
            phases:
              - name: p
                duration: 1s
                until: {command: 'grep -q State:.T /proc/$(cat pid-%s)/status'}
                faults: [{pause: one}]
            checks:
              - sometimes: {command: 'grep -q "State:.%s" /proc/$(cat pid-a)/status /proc/$(cat pid-b)/status /proc/$(cat pid-c)/status', name: bitten}
            """;
    PlanReport report = run(plan.formatted("a", "X"));
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason())
        .isEqualTo("'bitten' was never true: the faults had no effect on it");
    assertThat(run(plan.formatted("none", "T")).outcome()).isEqualTo(Outcome.HELD);
  }

  @Test
  void commands_of_a_phase_run_when_its_faults_have_begun_and_have_to_succeed() {
    String plan =
        targets()
            + """
            phases:
              - name: p
                duration: 1ms
                faults: [{pause: all}]
                run: ['grep "State:.[tT]" /proc/$(cat pid-a)/status > seen', '%s']
            checks: [{command: 'true'}]
            """;
    plan = plan.replace("limit: 1", "limit: 3");
    assertThat(run(plan.formatted("test -s seen")).outcome()).as(said()).isEqualTo(Outcome.HELD);
    PlanReport report = run(plan.formatted("echo no; exit 4"));
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).isEqualTo("'echo no; exit 4' failed: exit code 4: no");
  }

  @Test
  void a_system_that_does_not_settle_violates_its_plan() {
    PlanReport report =
        run(
            "name: x\nphases: [{name: p, duration: 1ms}]\n"
                + "quiet: {limit: 1ms, until: [{command: 'exit 1'}]}\n");
    assertThat(report.outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(report.reason())
        .isEqualTo("the system has not settled within 1ms: 'exit 1' does not hold");
  }

  @Test
  void a_phase_that_ends_without_what_it_waited_for_says_so() {
    run(
        "name: x\nphases: [{name: p, duration: 1ms, until: {command: 'exit 1', name: enough}}]\n"
            + "checks: [{command: 'true'}]\n");
    assertThat(said()).contains("phase p is over after 1ms without 'enough'");
    run(
        "name: x\nphases: [{name: p, duration: 1m, until: {command: 'true', name: enough}}]\n"
            + "checks: [{command: 'true'}]\n");
    assertThat(said()).doesNotContain("without 'enough'");
  }

  @Test
  void the_load_runs_until_the_system_has_settled_and_its_history_is_judged() {
    String plan =
        """
        name: x
        load: 'echo $$ > pid-a; echo "$FAULTLINE_PLAN" > history; exec sleep 600'
        phases: [{name: p, duration: 1m, until: {command: test -s history}}]
        checks: [{history: history, model: register}]
        """;
    List<String> judged = new ArrayList<>();
    judge =
        (history, model, level) -> {
          judged.add(
              "%s %s %s, load %s"
                  .formatted(history.getFileName(), model, level, lives("a") ? "on" : "over"));
          return HistoryJudge.Verdict.INVALID;
        };
    assertThat(run(plan).outcome()).isEqualTo(Outcome.VIOLATED);
    assertThat(judged).containsExactly("history register linearizable, load over");
    judge = (history, model, level) -> HistoryJudge.Verdict.VALID;
    assertThat(run(plan).outcome()).isEqualTo(Outcome.HELD);
    judge = (history, model, level) -> HistoryJudge.Verdict.MALFORMED;
    assertThat(run(plan).outcome()).isEqualTo(Outcome.UNDECIDED);
    PlanReport report = run(plan.replace("exec sleep 600", "exit 5"));
    assertThat(report.outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(report.reason()).startsWith("'load' ended with 5, see ");
  }

  @Test
  void a_target_that_is_found_has_to_be_one_that_opted_in() throws IOException {
    String mark = "plan-" + System.nanoTime();
    String plan =
        """
        name: x
        limit: 1
        targets: [{name: t, find: 'command %s'}]
        phases:
          - name: p
            duration: 1m
            until: {command: 'grep -q State:.T /proc/%s/status'}
            faults: [{pause: one}]
        checks: [{command: 'true'}]
        """;
    assertThatThrownBy(() -> run(plan.formatted(mark, 1)))
        .hasMessage(
            "plan.yaml:3:11: target 't': 'command " + mark + "' finds 0 processes, expected one");
    try (Sleeper other = Sleeper.marked("other", mark)) {
      assertThatThrownBy(() -> run(plan.formatted(mark, 1)))
          .hasMessageContaining("did not opt in to 'x'");
      assertThat(other.view().isRunning()).isTrue();
    }
    try (Sleeper sleeper = Sleeper.marked("x", mark)) {
      assertThat(run(plan.formatted(mark, sleeper.id().pid())).outcome()).isEqualTo(Outcome.HELD);
      assertThat(said()).contains("pause t, " + sleeper.id());
      sleeper.awaitState('S');
      try (Sleeper second = Sleeper.marked("x", mark)) {
        assertThatThrownBy(() -> run(plan.formatted(mark, second.id().pid())))
            .hasMessageContaining("finds 2 processes, expected one");
      }
    }
  }
}
