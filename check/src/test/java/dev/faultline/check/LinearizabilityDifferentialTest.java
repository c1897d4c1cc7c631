package dev.faultline.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.generate.HistoryGenerator;
import dev.faultline.check.generate.UniqueWorkloads;
import dev.faultline.check.generate.Workload;
import dev.faultline.check.generate.Workloads;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The engine against brute force. A wrong pruning rule can pass every real log; it does not pass
 * this: each model sees many thousands of small histories full of coincidences.
 */
class LinearizabilityDifferentialTest {

  private static final int HISTORIES = Integer.getInteger("faultline.check.histories", 10_000);
  private static final Budget BUDGET =
      Budget.deterministic(Long.MAX_VALUE).withReport(Duration.ofSeconds(10));

  static Stream<Named<Workload<?, ?, ?>>> workloads() {
    return Stream.concat(Workloads.all().stream(), UniqueWorkloads.all().stream())
        .map(workload -> Named.of(workload.name(), workload));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("workloads")
  void the_engine_agrees_with_brute_force(Workload<?, ?, ?> workload) {
    var seen = new int[2];
    long base = new Random().nextLong();
    for (int i = 0; i < HISTORIES; i++) {
      seen[compare(workload, base + i, i % 8 == 0) ? 1 : 0]++;
    }
    // Both verdicts must be common, or the test compares nothing.
    assertThat(seen[0])
        .as("invalid histories of %s", workload.name())
        .isGreaterThan(HISTORIES / 20);
    assertThat(seen[1]).as("valid histories of %s", workload.name()).isGreaterThan(HISTORIES / 20);
  }

  private static <S, I, O> boolean compare(Workload<S, I, O> workload, long seed, boolean explain) {
    var shape = new Random(seed);
    var generator =
        new HistoryGenerator(
            2 + shape.nextInt(8),
            1 + shape.nextInt(4),
            List.of(0.0, 0.2, 0.5).get(shape.nextInt(3)),
            List.of(0.0, 0.15, 0.4).get(shape.nextInt(3)));
    var history = generator.generate(workload, seed);
    if (shape.nextBoolean()) {
      history = squeezed(history, shape);
    }
    boolean expected = BruteForce.linearizable(history, workload.spec());
    var budget = explain ? BUDGET : BUDGET.withReport(Duration.ZERO);
    var verdict = Linearizability.check(history, workload.spec(), budget);
    var about = workload.name() + " seed " + seed + " " + history;
    var hint = new ArrayList<>(history.operations());
    Collections.shuffle(hint, shape);
    assertThat(Linearizability.check(history, workload.spec(), hint, budget).isValid())
        .as("a hint must not change the verdict: " + about)
        .isEqualTo(expected);
    switch (verdict) {
      case Verdict.Valid(Witness.Order(var order), var _) -> {
        assertThat(expected).as(about).isTrue();
        assertThat(Replayer.confirms(order, history, workload.spec())).as(about).isTrue();
        assertAccepted(order, history, workload.spec(), about);
      }
      case Verdict.Invalid(Evidence.NoOrder evidence, var _) -> {
        assertThat(expected).as(about).isFalse();
        if (explain) {
          confirm(evidence, history, workload.spec(), about);
        }
      }
      default -> throw new AssertionError(about + ": " + verdict);
    }
    return expected;
  }

  @SuppressWarnings("unchecked")
  private static <S, I, O> void assertAccepted(
      List<Operation<?, ?>> order, History<I, O> history, Spec<S, I, O> spec, String about) {
    var hint = (List<Operation<I, O>>) (List<?>) order;
    var hinted = Linearizability.check(history, spec, hint, BUDGET);
    assertThat(hinted.statistics().algorithm()).as(about).isEqualTo("hint");
  }

  /** True answers at wrong times: some operations seem shorter than they were. */
  private static <I, O> History<I, O> squeezed(History<I, O> history, Random random) {
    var operations = new ArrayList<Operation<I, O>>();
    for (var op : history.operations()) {
      long called = 100 * op.called();
      long returned = op.isIndeterminate() ? Operation.NEVER : 100 * op.returned();
      long end = op.isIndeterminate() ? 100 * 2L * history.size() : returned;
      int shift = 1 + operations.size();
      if (random.nextInt(3) == 0) {
        called = (called + end) / 200 * 100 + shift;
      } else if (!op.isIndeterminate() && random.nextInt(3) == 0) {
        returned = (called + end) / 200 * 100 + 50 + shift;
      }
      operations.add(
          called < returned
              ? Operation.of(op.client(), op.input(), op.outcome(), called, returned)
              : op.isIndeterminate()
                  ? Operation.of(op.client(), op.input(), op.outcome(), called, Operation.NEVER)
                  : Operation.of(
                      op.client(),
                      op.input(),
                      op.outcome(),
                      100 * op.called(),
                      100 * op.returned()));
    }
    return History.of(operations);
  }

  private static <S, I, O> void confirm(
      Evidence.NoOrder evidence, History<I, O> history, Spec<S, I, O> spec, String about) {
    assertThat(Replayer.confirms(evidence, history, spec)).as(about + evidence).isTrue();
    long end = evidence.failing().returned();
    // What failed certainly had no effect, also where the observer could not know that yet.
    var effective = History.of(history.operations().stream().filter(op -> !op.isFail()).toList());
    assertThat(BruteForce.linearizable(effective.until(end), spec)).as(about).isFalse();
    assertThat(BruteForce.linearizable(effective.until(end - 1), spec)).as(about).isTrue();
  }
}
