package dev.faultline.check.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.faultline.check.Budget;
import dev.faultline.check.Evidence;
import dev.faultline.check.Spec;
import dev.faultline.check.Verdict;
import dev.faultline.check.generate.HistoryGenerator;
import dev.faultline.check.generate.Workload;
import dev.faultline.check.generate.Workloads;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Eventual consistency, strong or not, against every order of every choice of updates. */
class EventualDifferentialTest {

  private static final int HISTORIES = 400;
  private static final Budget BUDGET = Budget.deterministic(1_000_000);

  static Stream<Named<Workload<?, ?, ?>>> workloads() {
    return Workloads.all().stream()
        .filter(workload -> !workload.name().contains("lock") && !workload.name().contains("mutex"))
        .map(workload -> Named.of(workload.name(), workload)); // Nobody can read a lock.
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("workloads")
  void eventual_consistency_agrees_with_brute_force(Workload<?, ?, ?> workload) {
    long base = new Random().nextLong();
    var seen = new TreeMap<String, Integer>();
    for (int i = 0; i < HISTORIES; i++) {
      seen.merge(compare(workload, base + i, i % 2 == 0), 1, Integer::sum);
    }
    assertThat(seen.get("valid")).as(workload.name()).isGreaterThan(HISTORIES / 20);
    assertThat(seen.get("invalid")).as(workload.name()).isGreaterThan(HISTORIES / 20);
  }

  private static <S, I, O> String compare(Workload<S, I, O> workload, long seed, boolean strong) {
    var random = new Random(seed);
    var spec = workload.spec();
    var whole = new HistoryGenerator(8, 3, 0.2, 0.2).generate(workload, seed);
    long point = random.nextInt(12);
    var history =
        History.of(
            whole.operations().stream()
                .filter(op -> op.called() <= point || isRead(op, spec))
                .toList());
    var verdict = EventualConsistency.check(history, spec, point, strong, BUDGET);
    String about = workload.name() + " seed " + seed + " point " + point + " " + history + verdict;
    if (verdict instanceof Verdict.Unknown) {
      assertThat(history.operations().stream().noneMatch(op -> isLate(op, spec, point)))
          .as(about)
          .isTrue();
      return verdict.word();
    }
    boolean expected = new Brute<>(history.operations(), spec, point, strong).holds();
    if (verdict.isValid() != expected) {
      fail(about);
    }
    if (verdict instanceof Verdict.Invalid(Evidence.Pattern pattern, var _)) {
      confirm(pattern, history, spec, point, strong, about);
    }
    return verdict.word();
  }

  /** The evidence only weakens the history, and has no order either. */
  @SuppressWarnings("unchecked")
  private static <S, I, O> void confirm(
      Evidence.Pattern pattern,
      History<I, O> history,
      Spec<S, I, O> spec,
      long point,
      boolean strong,
      String about) {
    var small = (List<Operation<I, O>>) (List<?>) pattern.operations().operations();
    for (var op : small) {
      assertThat(
              history.operations().stream().anyMatch(o -> o.equals(op) || o.demoted().equals(op)))
          .as(about)
          .isTrue();
    }
    if (pattern.name().equals("no order of updates")) {
      for (var op : history.operations()) {
        boolean update = !op.isFail() && !isRead(op, spec);
        assertThat(!update || small.contains(op) || small.contains(op.demoted()))
            .as(about)
            .isTrue();
      }
      assertThat(new Brute<>(small, spec, point, strong).holds()).as(about).isFalse();
    }
  }

  private static <S, I, O> boolean isRead(Operation<I, O> op, Spec<S, I, O> spec) {
    return spec.readOnly(op.input(), op.outcome());
  }

  private static <S, I, O> boolean isLate(Operation<I, O> op, Spec<S, I, O> spec, long point) {
    return op.isOk() && isRead(op, spec) && op.called() > point;
  }

  /** Straight from the definition. */
  private record Brute<S, I, O>(
      List<Operation<I, O>> operations, Spec<S, I, O> spec, long point, boolean strong) {

    boolean holds() {
      return some(new ArrayList<>());
    }

    private boolean some(List<Operation<I, O>> order) {
      boolean all = true;
      for (var op : operations) {
        if (op.isFail() || isRead(op, spec) || order.contains(op)) {
          continue;
        }
        all &= !op.isOk();
        order.add(op);
        boolean found = some(order);
        order.removeLast();
        if (found) {
          return true;
        }
      }
      return all && explains(order);
    }

    private boolean explains(List<Operation<I, O>> order) {
      for (var op : operations) {
        boolean early = op.isOk() && isRead(op, spec) && op.called() <= point;
        if (strong && early && !seesSome(op, order)) {
          return false;
        }
      }
      for (S end : after(order)) {
        if (operations.stream()
            .filter(op -> isLate(op, spec, point))
            .allMatch(op -> possible(end, op))) {
          return true;
        }
      }
      return false;
    }

    private boolean seesSome(Operation<I, O> read, List<Operation<I, O>> order) {
      for (int some = 0; some < 1 << order.size(); some++) {
        var seen = new ArrayList<Operation<I, O>>();
        for (int i = 0; i < order.size(); i++) {
          if ((some >> i & 1) == 1 && order.get(i).called() < read.returned()) {
            seen.add(order.get(i));
          }
        }
        if (after(seen).stream().anyMatch(state -> possible(state, read))) {
          return true;
        }
      }
      return false;
    }

    private boolean possible(S state, Operation<I, O> read) {
      return !spec.step(state, read.input(), read.outcome()).states().isEmpty();
    }

    private Set<S> after(List<Operation<I, O>> order) {
      Set<S> states = Set.of(spec.initial());
      for (var op : order) {
        var next = new HashSet<S>();
        for (S state : states) {
          next.addAll(spec.step(state, op.input(), op.outcome()).states());
        }
        states = next;
      }
      return states;
    }
  }
}
