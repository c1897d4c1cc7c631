package dev.faultline.check.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.faultline.check.Budget;
import dev.faultline.check.Evidence;
import dev.faultline.check.Spec;
import dev.faultline.check.Verdict;
import dev.faultline.check.Witness;
import dev.faultline.check.generate.HistoryGenerator;
import dev.faultline.check.generate.Workload;
import dev.faultline.check.generate.Workloads;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sequential consistency against every interleaving of the clients. */
class SequentialDifferentialTest {

  private static final int HISTORIES = 500;

  static Stream<Named<Workload<?, ?, ?>>> workloads() {
    return Workloads.all().stream().map(workload -> Named.of(workload.name(), workload));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("workloads")
  void sequential_consistency_agrees_with_brute_force(Workload<?, ?, ?> workload) {
    long base = new Random().nextLong();
    int invalid = 0;
    for (int i = 0; i < HISTORIES; i++) {
      invalid += compare(workload, base + i, i % 8 == 0) ? 0 : 1;
    }
    assertThat(invalid).as(workload.name()).isBetween(HISTORIES / 50, HISTORIES * 49 / 50);
  }

  private static <S, I, O> boolean compare(Workload<S, I, O> workload, long seed, boolean explain) {
    var history = new HistoryGenerator(7, 3, 0.2, 0.3).generate(workload, seed);
    var spec = workload.spec();
    var clients = byClient(history);
    boolean expected = some(spec, spec.initial(), clients, new HashMap<>());
    var budget = Budget.deterministic(1_000_000);
    var verdict =
        SequentialConsistency.check(
            history, spec, explain ? budget : budget.withReport(Duration.ZERO));
    if (verdict.isValid() != expected) {
      fail(workload.name() + " seed " + seed + " " + history + verdict);
    }
    if (verdict instanceof Verdict.Valid(Witness.Order(var order), var _)) {
      assertThat(replays(order, history, spec)).as("seed " + seed + history + verdict).isTrue();
    }
    if (explain && verdict instanceof Verdict.Invalid(Evidence.NoOrder evidence, var _)) {
      @SuppressWarnings("unchecked")
      var small = (History<I, O>) evidence.operations();
      assertThat(some(spec, spec.initial(), byClient(small), new HashMap<>()))
          .as("the evidence is invalid too, seed " + seed + evidence)
          .isFalse();
      for (var op : history.operations()) {
        boolean weaker =
            small.operations().stream()
                .anyMatch(s -> s.input().equals(op.input()) && s.called() == op.called());
        boolean mayGo = op.isFail() || spec.readOnly(op.input(), op.outcome());
        assertThat(weaker || mayGo).as("kept " + op + ", seed " + seed + evidence).isTrue();
      }
    }
    return expected;
  }

  private static <I, O> Map<Integer, List<Operation<I, O>>> byClient(History<I, O> history) {
    var clients = new HashMap<Integer, List<Operation<I, O>>>();
    for (var op : history.operations()) {
      if (!op.isFail()) {
        clients.computeIfAbsent(op.client(), _ -> new ArrayList<>()).add(op);
      }
    }
    return clients;
  }

  /** Whether some interleaving goes on from a state. */
  private static <S, I, O> boolean some(
      Spec<S, I, O> spec,
      S state,
      Map<Integer, List<Operation<I, O>>> clients,
      Map<Integer, Integer> done) {
    boolean all = true;
    for (var client : clients.entrySet()) {
      int next = done.getOrDefault(client.getKey(), 0);
      if (next == client.getValue().size()) {
        continue;
      }
      var op = client.getValue().get(next);
      all &= op.isIndeterminate(); // It may not have happened, and is its client's last.
      done.put(client.getKey(), next + 1);
      for (S after : spec.step(state, op.input(), op.outcome()).states()) {
        if (some(spec, after, clients, done)) {
          return true;
        }
      }
      done.put(client.getKey(), next);
    }
    return all;
  }

  @SuppressWarnings("unchecked")
  private static <S, I, O> boolean replays(
      List<Operation<?, ?>> order, History<I, O> history, Spec<S, I, O> spec) {
    var states = List.of(spec.initial());
    Map<Integer, Long> latest = new HashMap<>();
    for (var one : order) {
      var op = (Operation<I, O>) one;
      if (latest.getOrDefault(op.client(), -1L) >= op.called()) {
        return false;
      }
      latest.put(op.client(), op.called());
      states =
          states.stream()
              .flatMap(s -> spec.step(s, op.input(), op.outcome()).states().stream())
              .distinct()
              .toList();
    }
    return !states.isEmpty()
        && history.operations().stream().filter(Operation::isOk).allMatch(order::contains);
  }
}
