package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.process.Signal;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.core.plan.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanReaderTest {
  private static Plan parse(String text) {
    return PlanReader.parse("plan.yaml", Path.of("/plans"), text);
  }

  @Test
  void a_plan_is_read() {
    Plan plan =
        parse(
            """
            # All that there is.
            name: redis
            seed: -7
            limit: 2
            targets:
              - name: first
                roles: [db, "left"]
                start:
                  command: [redis-server, --port, 7001]
                  environment: {LEVEL: 1}
                  ready: {tcp: "127.0.0.1:7001"}
                  within: 5s
                primary: {command: is-primary}
              - name: second
                roles: [db]
                find: port 7002
            proxies:
              - {name: replication, listen: "127.0.0.1:7101", upstream: "127.0.0.1:7001"}
            load: drive --history history.edn
            steady: [{http: "http://localhost/health", status: 204, name: healthy}]
            stop: [{command: too-bad}]
            phases:
              - {name: calm, duration: 500ms}
              - name: cut
                duration: PT1M
                until: {command: enough}
                faults:
                  - {proxy: replication, toxic: stall, stream: both, attributes: {duration: 0}}
                  - {kill: one db, restart: false}
              - name: rest
                duration: 1s
                faults:
                  - {signal: USR1, of: primaries left}
            quiet: {limit: 30s, until: [{command: settled}]}
            checks:
              - {history: history.edn, model: register}
              - {command: all-well}
              - sometimes: {command: bitten}
            """);
    assertThat(plan.name()).isEqualTo("redis");
    assertThat(plan.seed()).hasValue(-7);
    assertThat(plan.targets().getFirst().source())
        .isEqualTo(
            new Target.Started(
                List.of("redis-server", "--port", "7001"),
                Map.of("LEVEL", "1"),
                Optional.of(new Probe.Tcp("tcp 127.0.0.1:7001", "127.0.0.1", 7001)),
                Duration.ofSeconds(5)));
    assertThat(plan.targets().get(1).source()).isInstanceOf(Target.Found.class);
    assertThat(plan.steady().getFirst().name()).isEqualTo("healthy");
    Phase cut = plan.phases().get(1);
    assertThat(cut.duration()).isEqualTo(Duration.ofMinutes(1));
    assertThat(((PlanFault.OnProxy) cut.faults().getFirst()).toxic().toxic())
        .isEqualTo(new StreamFault.Stall(0));
    PlanFault.Send kill = (PlanFault.Send) cut.faults().get(1);
    assertThat(kill.signal()).isEqualTo(Signal.KILL);
    assertThat(kill.targets()).isEqualTo(Selector.ONE);
    assertThat(kill.role()).hasValue("db");
    assertThat(kill.restarts()).isFalse();
    assertThat(((PlanFault.Send) plan.phases().get(2).faults().getFirst()).targets())
        .isEqualTo(Selector.PRIMARIES);
    assertThat(plan.checks().getFirst())
        .isInstanceOfSatisfying(
            FinalCheck.History.class,
            history -> {
              assertThat(history.file()).isEqualTo(Path.of("/plans/history.edn"));
              assertThat(history.level()).isEqualTo("linearizable");
            });
  }

  private static final String THREE =
      """
      name: x
      targets:
        - {name: a, roles: [db], start: {command: [sleep, 9]}}
        - {name: b, roles: [db], start: {command: [sleep, 9]}}
        - {name: c, find: port 9}
      proxies: [{name: p, listen: "127.0.0.1:1", upstream: "127.0.0.1:9"}]
      phases:
        - name: only
          duration: 1s
          faults:
            - {%s}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          kill: some          | plan.yaml:11:16: 'some' chooses no targets, expected one, minority, majority, minority third, primaries or all, and a role
          kill: one cache     | plan.yaml:11:16: 'one cache' matches nothing: no target has the role 'cache', expected one of [db]
          kill: minority third | plan.yaml:11:16: 'minority third' matches nothing: of 3 there is no minority third
          kill: primaries     | plan.yaml:11:16: target 'a' has no probe 'primary'
          kill: majority      | plan.yaml:8:5: phase 'only' may have 2 targets under faults at once, expected at most the limit, 1; set 'limit' to allow more
          kill: one, pause: one | plan.yaml:11:9: a fault has to have one of kill, term, signal, pause, slow, clock, partition, delay, disk, memory and proxy, and has 2
          restart: true       | plan.yaml:11:9: a fault has to have one of
          explode: one        | plan.yaml:11:10: there is no 'explode' here, expected one of by, clock, delay, kill, of, offset, partition, pause, rate, restart, share, signal, slow, term, or disk with slow, full or failing, or proxy
          signal: FOO, of: one | plan.yaml:11:18: there is no signal 'FOO'
          signal: STOP, of: one | plan.yaml:11:18: SIGSTOP is not sent, since nothing would undo it
          signal: USR1        | plan.yaml:11:9: there is no 'of' here, which is needed
          slow: one           | plan.yaml:11:9: there is no 'share' here
          slow: one, share: 0 | plan.yaml:11:28: here is '0', expected a whole number from 1 to 10000
          kill: one, restart: maybe | plan.yaml:11:30: here is 'maybe', expected true or false
          pause: one, restart: true | plan.yaml:11:9: 'restart' is of kill, term and signal only
          clock: one          | plan.yaml:11:9: a clock without an offset and with a rate of 1 is right
          clock: one, rate: 0 | plan.yaml:11:9: the rate of a clock is 0.0, expected 0.01 to 100
          clock: one, offset: 5s | plan.yaml:11:30: '5s' is not an offset, expected a sign and a duration, such as -5s
          partition: one      | plan.yaml:11:21: no proxy is between target 'a' and another one, expected one with 'from' and 'to'
          partition: all      | plan.yaml:11:21: 'all' leaves no one on the other side
          pause: one, by: 1s  | plan.yaml:11:9: 'by' is of delay only
          pause: one, rate: 2 | plan.yaml:11:9: 'rate' is of clock only
          disk: full          | plan.yaml:11:16: 'full' chooses no targets
          disk: one, full: false | plan.yaml:11:16: target 'a' has no disk
          disk: one           | plan.yaml:11:16: target 'a' has no disk, expected a 'disk' with 'at' in it
          proxy: q, toxic: stall | plan.yaml:11:17: there is no proxy 'q', expected one of [p]
          proxy: p            | plan.yaml:11:9: there is no 'toxic' here
          proxy: p, toxic: glue | plan.yaml:11:27: invalid value: type is 'glue', expected one of latency
          proxy: p, toxic: latency, attributes: {latency: x} | plan.yaml:11:27: invalid value: attribute latency is 'x', expected
          proxy: p, toxic: noop, stream: up | plan.yaml:11:41: 'up' is not a stream
          proxy: p, toxic: noop, toxicity: 2 | plan.yaml:11:43: here is '2', expected a share from 0 to 1
          """)
  void a_fault_that_makes_no_sense_has_a_place(String fault, String message) {
    assertThatThrownBy(() -> parse(THREE.formatted(fault)))
        .isInstanceOf(PlanException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          name: x                                  | plan.yaml:1:1: there is no 'phases' here, which is needed
          - a                                      | plan.yaml:1:1: here is a list, expected a mapping
          ''                                       | plan.yaml:1:1: here is '', expected a mapping
          name: x; name: y                         | plan.yaml:2:1: key 'name' is there twice
          name: [x                                 | plan.yaml:1:9: expected ',' or ']'
          name: a/b; phases: []                    | plan.yaml:2:9: there is no phase, expected at least one
          name: x; phaser: []                      | plan.yaml:2:1: there is no 'phaser' here, expected one of checks, limit, load, name
          name: x; limit: 0; phases: []            | plan.yaml:2:8: here is '0', expected a whole number from 1 to 10000
          name: x; steady: [{}]                    | plan.yaml:2:10: a probe has to have one of command, tcp, http and sql, and has 0
          name: x; steady: [{tcp: host}]           | plan.yaml:2:16: 'host' is not an address, expected HOST:PORT
          name: x; targets: [{name: a}]            | plan.yaml:2:11: a target has to have one of start, find and pods
          name: x; targets: [{name: a, find: all}] | plan.yaml:2:27: 'all' finds no process, expected
          name: x; targets: [{name: a/b, find: port 1}] | plan.yaml:2:18: 'a/b' is not a name
          name: x; targets: [{name: a, find: port 1}, {name: a, find: port 2}] | plan.yaml:2:36: 'a' is there twice in targets
          name: x; proxies: [{name: p, listen: x, upstream: y}] | plan.yaml:2:29: 'x' is not an address
          name: x; phases: [{name: a}]             | plan.yaml:2:10: there is no 'duration' here
          name: x; phases: [{name: a, duration: 5}] | plan.yaml:2:30: '5' is not a duration
          name: x; phases: [{name: a, duration: 0s}] | plan.yaml:2:30: here is '0s', expected longer than zero
          name: x; phases: [{name: a, duration: 1s}]; checks: [{model: register}] | plan.yaml:3:10: a probe has to have one of
          name: x; phases: [{name: a, duration: 1s}]; checks: [{history: h}] | plan.yaml:3:10: there is no 'model' here
          """)
  void a_plan_that_makes_no_sense_has_a_place(String text, String message) {
    assertThatThrownBy(() -> parse(text.replace("; ", "\n").replace("''", "\"\"")))
        .isInstanceOf(PlanException.class)
        .hasMessageStartingWith(message.substring(0, Math.min(message.length(), 60)));
  }

  @Test
  void targets_that_are_left_dead_count_against_the_limit_of_later_phases() {
    String text =
        """
        name: x
        limit: 1
        targets:
          - {name: a, start: {command: [sleep, 9]}}
          - {name: b, start: {command: [sleep, 9]}}
        phases:
          - {name: one, duration: 1s, faults: [{kill: one, restart: %s}]}
          - {name: two, duration: 1s, faults: [{pause: one}]}
        """;
    assertThat(parse(text.formatted("true")).phases()).hasSize(2);
    assertThatThrownBy(() -> parse(text.formatted("false")))
        .hasMessage(
            "plan.yaml:8:5: phase 'two' may have 2 targets under faults at once, expected at most"
                + " the limit, 1");
  }

  @Test
  void a_fault_that_finds_nobody_left_is_refused() {
    String text =
        """
        name: x
        limit: 3
        targets:
          - {name: a, roles: [db], start: {command: [sleep, 9]}}
          - {name: b, roles: [db], start: {command: [sleep, 9]}}
          - {name: c, roles: [web], start: {command: [sleep, 9]}}
        phases:
          - {name: one, duration: 1s, faults: [%s]}
        """;
    for (String surely :
        new String[] {
          "{kill: one web}, {pause: one web}",
          "{kill: all}, {pause: one db}",
          "{kill: all db}, {kill: one web}, {pause: minority}",
          "{kill: one db}, {pause: one db}, {pause: one db}"
        }) {
      assertThatThrownBy(() -> parse(text.formatted(surely)))
          .as(surely)
          .hasMessageMatching(
              "(?s)plan.yaml:8:\\d+: '.*' finds nobody: of its \\d targets each .*");
    }
    for (String perhaps :
        new String[] {
          "{kill: one db}, {pause: one db}",
          "{kill: one}, {pause: one web}",
          "{kill: one}, {kill: all db}, {pause: one db}",
          "{kill: all db}, {pause: one}"
        }) {
      assertThat(parse(text.formatted(perhaps)).phases()).as(perhaps).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 1, 0", "2, 0, 2, 0", "3, 1, 2, 0", "4, 1, 3, 1", "5, 2, 3, 1", "7, 3, 4, 2"})
  void how_many_a_selector_means(int count, int minority, int majority, int third) {
    assertThat(Selector.MINORITY.of(count)).isEqualTo(minority);
    assertThat(Selector.MAJORITY.of(count)).isEqualTo(majority);
    assertThat(Selector.MINORITY_THIRD.of(count)).isEqualTo(third);
    assertThat(Selector.ALL.of(count)).isEqualTo(count);
    assertThat(Selector.ONE.of(count)).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          targets: [{name: load, start: {command: [x]}}] | a target cannot be called 'load'
          proxies: [{name: p, listen: "h:0", upstream: "h:1"}] | expected HOST:PORT, the port from 1 to 65535
          proxies: [{name: p, listen: "h:1", upstream: "h:65536"}] | expected HOST:PORT, the port from 1 to 65535
          stop: [{http: "http://h:99999/"}] | has port 99999, expected 1 to 65535
          seed: 1, quiet: {limit: 999999999d} | is too long a duration, expected at most 36500d
          proxies: [{name: p, listen: "h:1", upstream: "h:2"}], phases: [{name: q, duration: 1s, faults: [{proxy: p, toxic: loss}]}] | which means nothing on a tcp proxy
          """)
  void what_could_not_be_done_later_is_refused_when_it_is_read(String text, String message) {
    String phases = text.contains("phases") ? "" : ", phases: [{name: q, duration: 1s}]";
    assertThatThrownBy(
            () -> PlanReader.parse("plan.yaml", Path.of("."), "{name: x, " + text + phases + "}"))
        .isInstanceOf(PlanException.class)
        .hasMessageMatching("plan.yaml:1:\\d+: .*")
        .hasMessageContaining(message);
  }
}
