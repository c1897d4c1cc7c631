package dev.faultline.check.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.check.Budget;
import dev.faultline.check.Spec;
import dev.faultline.check.Step;
import dev.faultline.check.Verdict;
import dev.faultline.core.history.History;
import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eventual consistency of an object whose updates may lead to one of several states. */
class EventualChoiceTest {
  private static final String TOSS = "toss";
  private static final String READ = "read";
  private static final long POINT = 10;
  private static final Budget BUDGET = Budget.deterministic(100_000);

  /** A die that shows 0, and after a toss any of 1 to 3 that it did not show before. */
  private record Die() implements Spec<Integer, String, Integer> {
    @Override
    public Integer initial() {
      return 0;
    }

    @Override
    public Step<Integer> step(Integer shown, String input, Outcome<Integer> outcome) {
      if (input.equals(TOSS)) {
        return Step.toAnyOf(List.of(1, 2, 3).stream().filter(side -> !side.equals(shown)).toList());
      }
      return Step.when(
          !(outcome instanceof Outcome.Ok<Integer>(var seen)) || seen.equals(shown),
          shown,
          "the die shows " + shown);
    }

    @Override
    public boolean readOnly(String input, Outcome<Integer> outcome) {
      return input.equals(READ);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void all_that_a_single_update_may_lead_to_is_followed(int shown) {
    assertThat(check(false, toss(1), read(20, shown)).isValid()).isTrue();
    assertThat(check(true, toss(1), read(5, shown), read(20, shown)).isValid()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void all_that_several_updates_may_lead_to_is_followed(int shown) {
    assertThat(check(false, toss(1), toss(3), read(20, shown)).isValid()).isTrue();
    assertThat(check(true, toss(1), toss(3), read(5, shown), read(20, shown)).isValid()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4})
  void what_no_update_leads_to_has_no_order(int shown) {
    assertThat(check(false, toss(1), read(20, shown))).isInstanceOf(Verdict.Invalid.class);
  }

  private static Operation<String, Integer> toss(long at) {
    return operation(TOSS, at, 0);
  }

  private static Operation<String, Integer> read(long at, int shown) {
    return operation(READ, at, shown);
  }

  private static Operation<String, Integer> operation(String input, long at, int output) {
    return Operation.of(0, input, new Outcome.Ok<>(output), at, at + 1);
  }

  @SafeVarargs
  private static Verdict check(boolean strong, Operation<String, Integer>... operations) {
    return EventualConsistency.check(
        History.of(List.of(operations)), new Die(), POINT, strong, BUDGET);
  }
}
