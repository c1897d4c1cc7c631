package dev.faultline.guard.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.guard.admission.Priority;
import dev.faultline.guard.breaker.Outcome;
import dev.faultline.guard.retry.Deadline;
import dev.faultline.guard.retry.RetryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a hedge does to the slowest answers (Dean and Barroso, "The Tail at Scale", 2013). */
class TailTest {
  private static final long MS = 1_000_000;
  private static final int CALLS = 100_000;

  private record Tail(double p50, double p999, double load) {}

  @Test
  void a_hedge_cuts_the_tail_for_a_few_percent_more_load() {
    Tail plain = tail(CallSettings.DEFAULT);
    Tail hedged = tail(CallSettings.DEFAULT.withHedges(1, Duration.ofMillis(15)));
    assertThat(plain.p999()).isEqualTo(500);
    assertThat(hedged.p999()).isLessThan(40);
    assertThat(hedged.p50()).isEqualTo(plain.p50(), org.assertj.core.data.Offset.offset(1.0));
    assertThat(hedged.load()).isBetween(1.009, 1.05);
  }

  /** A server that answers in 5 to 15 ms, and one time in a hundred in 500 ms. */
  private static Tail tail(CallSettings settings) {
    SplittableRandom random = new SplittableRandom(3);
    Guards guards = Guards.NONE.with(new RetryBudget(0.05, 100, 0, 0));
    List<Double> times = new ArrayList<>();
    long sent = 0;
    for (int i = 0; i < CALLS; i++) {
      Call call =
          new Call(
              settings,
              guards,
              Deadline.in(Duration.ofSeconds(10)),
              Priority.NORMAL,
              true,
              random::nextLong,
              0);
      long now = 0;
      long[] answers = new long[settings.attempts()];
      boolean isDone = false;
      while (!isDone) {
        switch (call.next(now)) {
          case Step.Send(var attempt, _) -> {
            long takes = random.nextInt(100) == 0 ? 500 : 5 + random.nextInt(11);
            answers[attempt] = now + takes * MS;
          }
          case Step.Cancel _ -> {}
          case Step.Wait(var until) -> now = answer(call, answers, until);
          case Step.Done(_) -> isDone = true;
        }
      }
      sent += call.started();
      times.add((double) now / MS);
    }
    times.sort(Double::compare);
    return new Tail(times.get(CALLS / 2), times.get(CALLS - CALLS / 1_000), (double) sent / CALLS);
  }

  /** Lets the first answer come if it does before then; the time that it is afterwards. */
  private static long answer(Call call, long[] answers, long until) {
    int first = -1;
    for (int attempt = 0; attempt < call.started(); attempt++) {
      if (first < 0 || answers[attempt] < answers[first]) {
        first = attempt;
      }
    }
    if (first < 0 || answers[first] > until) {
      return until;
    }
    call.ended(first, Outcome.SUCCESS, answers[first]);
    return answers[first];
  }
}
