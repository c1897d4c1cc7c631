package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.process.Signal;
import dev.faultline.chaos.plan.PlanReport.Outcome;
import dev.faultline.chaos.toxic.Toxic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Searches over plans, with a system that is a predicate. */
class PlanSearchTest {
  private static final String PLAN =
      """
      # What the system is.
      name: x
      limit: 2
      targets:
        - {name: a, roles: [db], start: {command: [sleep, "600"]}, primary: {command: 'true'}}
        - {name: b, roles: [db], start: {command: [sleep, "600"]}, primary: {command: 'true'}}
        - {name: c, roles: [web], start: {command: [sleep, "600"]}, primary: {command: 'true'}}
      proxies: [{name: p, listen: "127.0.0.1:7999", upstream: "127.0.0.1:7998"}]
      phases:
        - {name: warm, duration: 3s, until: {command: 'true'}}
        - {name: hit, duration: 8s, faults: [{kill: one}]}
      checks: [{command: 'true'}]
      """;

  private final List<String> lines = new ArrayList<>();
  private final List<Plan> played = new ArrayList<>();
  private final List<PlanSearch.Found> best = new ArrayList<>();
  private final AtomicLong clock = new AtomicLong();

  private PlanSearch.Result search(String plan, int runs, long seed, Predicate<Plan> violates) {
    return outcomes(
        plan, runs, seed, drawn -> violates.test(drawn) ? Outcome.VIOLATED : Outcome.HELD);
  }

  private PlanSearch.Result outcomes(
      String plan, int runs, long seed, Function<Plan, Outcome> outcome) {
    lines.clear();
    played.clear();
    best.clear();
    return new PlanSearch(
            Path.of(""),
            plan,
            new PlanSearch.Budget(runs, Duration.ofMinutes(10)),
            (drawn, with) -> {
              played.add(drawn);
              clock.addAndGet(1_000_000_000);
              return report(outcome.apply(drawn), with);
            },
            clock::get,
            lines::add,
            best::add)
        .search(seed);
  }

  private static PlanReport report(Outcome outcome, long seed) {
    return new PlanReport(outcome, "", seed, List.of(), List.of(), List.of(), Duration.ZERO);
  }

  private static boolean kills(Phase phase) {
    return phase.faults().stream()
        .anyMatch(
            fault -> fault instanceof PlanFault.Send send && send.signal().equals(Signal.KILL));
  }

  private static boolean delays(Phase phase) {
    return phase.faults().stream()
        .anyMatch(fault ->
            fault instanceof PlanFault.OnProxy toxic
                && toxic.toxic().toxic() instanceof Toxic.Latency);
  }

  private static boolean killsAndDelays(Plan plan) {
    return plan.phases().stream().anyMatch(PlanSearchTest::kills)
        && plan.phases().stream().anyMatch(PlanSearchTest::delays);
  }

  @Test
  void disks_and_what_is_between_targets_are_drawn_where_all_targets_have_them() {
    String plan =
        PLAN.replace("start:", "disk: {at: /mnt/x}, start:")
            .replaceFirst("at: /mnt/x}, start", "at: /mnt/y}, start")
            .replaceFirst("(name: c.*)/mnt/x", "$1/mnt/z")
            .replace(
                "proxies: [",
                """
                proxies: [{name: ab, listen: "127.0.0.1:7997", upstream: "127.0.0.1:7996", from: a, to: b},
                  {name: ca, listen: "127.0.0.1:7995", upstream: "127.0.0.1:7994", from: c, to: a},
                """);
    assertThat(kinds(plan))
        .contains("Partition", "Delay", "Slow", "Full", "FailingSyncs", "Send", "Pause", "OnProxy");
    assertThat(kinds(PLAN)).containsExactlyInAnyOrder("Send", "Pause", "OnProxy");
  }

  /** Of each role what its targets can have, however the others are had. */
  @Test
  void pods_are_deleted_and_found_processes_paused_and_started_ones_killed() {
    String mixed =
        PLAN.replaceFirst("(name: c.*?)start: \\{command: \\[sleep, .600.]}", "$1find: port 9")
            .replace("hit, duration: 8s, faults: [{kill: one}]", "hit, duration: 8s")
            .replace("limit: 2", "limit: 3");
    assertThat(strikes(mixed)).contains("Send db", "Pause db", "Pause web", "Pause");
    assertThat(strikes(mixed)).doesNotContain("Send web", "Send");
    String pods =
        mixed
            .replace("find: port 9", "pods: app=x")
            .replaceFirst("(name: c.*), primary: .*}}", "$1}");
    assertThat(strikes(pods)).contains("Send db", "Pause db", "Send web");
    assertThat(strikes(pods)).doesNotContain("Pause web", "Pause", "Send");
    String only =
        """
        name: x
        limit: 1
        targets: [{name: a, pods: app=x}]
        phases: [{name: calm, duration: 1s}]
        checks: [{command: 'true'}]
        """;
    assertThat(strikes(only)).containsExactly("Send");
    assertThatThrownBy(() ->
            search(
                only.replace("targets: [", "targets: [{name: b, find: port 9}, "),
                1,
                7,
                drawn -> false))
        .hasMessageContaining("there is no fault to draw");
  }

  private Set<String> strikes(String plan) {
    search(plan, 150, 7, drawn -> false);
    return played.stream()
        .flatMap(one -> one.phases().stream())
        .flatMap(phase -> phase.faults().stream())
        .filter(PlanFault.OnProcesses.class::isInstance)
        .map(PlanFault.OnProcesses.class::cast)
        .map(fault ->
            fault.getClass().getSimpleName() + fault.role().map(role -> " " + role).orElse(""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Set<String> kinds(String plan) {
    assertThat(search(plan, 150, 7, drawn -> false).held()).isEqualTo(150);
    return played.stream()
        .flatMap(one -> one.phases().stream())
        .flatMap(phase -> phase.faults().stream())
        .map(fault -> fault instanceof PlanFault.OnDisk disk ? disk.what() : fault)
        .map(fault -> fault.getClass().getSimpleName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void what_is_found_is_as_small_as_can_be_and_a_plan_again() {
    PlanSearch.Result result = search(PLAN, 1_000, 7, PlanSearchTest::killsAndDelays);
    String yaml = result.found().orElseThrow().yaml();
    Plan small = PlanReader.parse("small.yaml", Path.of(""), yaml);
    assertThat(killsAndDelays(small)).isTrue();
    assertThat(small.phases().getFirst().name()).as("the calm beginning stays").isEqualTo("warm");
    assertThat(small.phases().getFirst().until()).isPresent();
    List<Phase> struck = small.phases().subList(1, small.phases().size());
    assertThat(struck.stream().mapToInt(phase -> phase.faults().size()).sum()).isEqualTo(2);
    assertThat(struck).hasSizeLessThanOrEqualTo(2);
    assertThat(struck)
        .allSatisfy(phase -> assertThat(phase.duration()).isLessThan(Duration.ofMillis(500)));
    assertThat(small.seed()).hasValue(result.found().get().seed());
    assertThat(small.targets()).hasSize(3);
    assertThat(result.runs()).isEqualTo(played.size()).isEqualTo(lines.size());
    assertThat(best).as("each that is smaller is told at once").hasSizeGreaterThan(1);
    assertThat(best.getLast().yaml()).isEqualTo(yaml);
    assertThat(played.subList(played.size() - 2, played.size()))
        .as("it ran again")
        .allSatisfy(plan -> assertThat(text(plan)).isEqualTo(text(small)));
    assertThat(result.found().get().again()).isEqualTo(2);
    assertThat(result.found().get().violatedAgain()).isEqualTo(2);
  }

  /** Its phases, wherever their text stands. */
  private static String text(Plan plan) {
    return plan.phases().toString().replaceAll("place=(drawn plan|small.yaml)", "");
  }

  @Test
  void the_same_seed_draws_the_same_plans_and_another_one_others() {
    search(PLAN, 30, 7, plan -> false);
    List<String> first = List.copyOf(lines);
    search(PLAN, 30, 7, plan -> false);
    assertThat(lines).isEqualTo(first).hasSize(30);
    search(PLAN, 30, 8, plan -> false);
    assertThat(lines).isNotEqualTo(first);
  }

  @Test
  void every_drawn_plan_strikes_within_its_limit_and_all_kinds_come() {
    PlanSearch.Result result = search(PLAN, 300, 1, plan -> false);
    assertThat(result.held()).isEqualTo(300);
    assertThat(result.found()).isEmpty();
    for (Plan plan : played) {
      assertThat(plan.limit()).isEqualTo(2);
      assertThat(plan.phases().stream().anyMatch(phase -> !phase.faults().isEmpty())).isTrue();
      for (Phase phase : plan.phases()) {
        assertThat(phase.duration()).isBetween(Duration.ofMillis(250), Duration.ofSeconds(8));
      }
    }
    String all = String.join("\n", lines);
    assertThat(all)
        .contains("kill one", "pause minority", "term one", "kill primaries", "pause one db")
        .contains("stall at p", "latency at p", "reset_peer at p", "refuse at p", "half_open at p")
        .contains("loss_stall at p", "bandwidth at p", "then calm for", " and ");
  }

  @Test
  void no_phase_of_a_single_target_strikes_it_twice() {
    String single =
        """
        name: x
        limit: 1
        targets: [{name: a, start: {command: [sleep, "600"]}}]
        phases: [{name: calm, duration: 1s}]
        checks: [{command: 'true'}]
        """;
    search(single, 100, 7, plan -> false);
    assertThat(played).hasSize(100);
    for (Plan plan : played) {
      assertThat(plan.phases()).allMatch(phase -> phase.faults().size() <= 1);
    }
  }

  @Test
  void a_budget_of_runs_or_of_time_is_kept_while_it_is_made_smaller_too() {
    assertThat(search(PLAN, 3, 7, plan -> true).runs()).isEqualTo(3);
    clock.set(0);
    assertThat(search(PLAN, 100_000, 7, plan -> false).runs()).isEqualTo(600);
  }

  @Test
  void a_failure_that_comes_and_goes_is_kept_as_it_was() {
    AtomicLong times = new AtomicLong();
    PlanSearch.Result result = search(PLAN, 100, 7, plan -> times.incrementAndGet() == 5);
    assertThat(result.found()).isPresent();
    assertThat(result.held()).isEqualTo(result.runs() - 1);
    assertThat(result.found().get().again()).isEqualTo(2);
    assertThat(result.found().get().violatedAgain()).as("it fails only sometimes").isZero();
  }

  @Test
  void a_run_that_decides_nothing_does_not_say_that_what_was_found_comes_and_goes() {
    AtomicLong times = new AtomicLong();
    PlanSearch.Result result =
        outcomes(
            PLAN,
            100,
            7,
            plan -> times.incrementAndGet() == 5 ? Outcome.VIOLATED : Outcome.UNDECIDED);
    assertThat(result.found()).isPresent();
    assertThat(result.found().get().again()).isZero();
    assertThat(result.runs()).isLessThan(100);
  }

  @Test
  void a_run_is_kept_to_try_what_was_found_again() {
    PlanSearch.Result result = search(PLAN, 4, 7, plan -> true);
    assertThat(result.runs()).isEqualTo(4);
    assertThat(result.found().orElseThrow().again()).isEqualTo(1);
    assertThat(search(PLAN, 1, 7, plan -> true).found().orElseThrow().again()).isZero();
  }

  @Test
  void what_was_found_is_not_lost_when_the_next_run_cannot_begin() {
    PlanSearch.Result result =
        search(
            PLAN,
            100,
            7,
            plan -> {
              if (played.size() > 3) {
                throw new PlanException("2 faults of an earlier run are still to be undone");
              }
              return played.size() == 3;
            });
    assertThat(result.found()).isPresent();
    assertThat(best).hasSize(1);
    assertThat(lines.getLast())
        .isEqualTo("the search ends: 2 faults of an earlier run are still to be undone");
  }

  @Test
  void found_processes_are_only_stopped_for_a_while() {
    search(
        """
        name: x
        limit: 1
        targets: [{name: a, find: port 7001}]
        phases: [{name: hit, duration: 1s, faults: [{pause: one}]}]
        checks: [{command: 'true'}]
        """,
        50,
        7,
        plan -> false);
    assertThat(lines).allSatisfy(line -> assertThat(line).doesNotContain("kill", "term"));
  }

  @Test
  void a_search_that_can_find_nothing_is_refused() {
    assertThatThrownBy(() ->
            search(
                "name: x\nphases: [{name: p, duration: 1s}]\nchecks: [{command: a}]\n",
                1,
                1,
                p -> false))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("nothing to strike");
    assertThatThrownBy(() -> search(PLAN.replaceAll("checks:.*", ""), 1, 1, p -> false))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("checks nothing");
  }
}
