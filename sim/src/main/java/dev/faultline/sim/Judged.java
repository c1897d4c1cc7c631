package dev.faultline.sim;

import dev.faultline.sim.property.Reasoned;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Conditions made of what {@link Holds} says; each remembers the reason until it is asked again.
 */
final class Judged {
  private Judged() {}

  static Reasoned of(Supplier<Holds> judge) {
    return new Reasoned() {
      private String reason = "";

      @Override
      public boolean getAsBoolean() {
        Holds holds = Objects.requireNonNull(judge.get(), "a condition returned null");
        reason = holds.reason();
        return holds.isYes();
      }

      @Override
      public String reason() {
        return reason;
      }
    };
  }

  /**
   * A condition of states.
   *
   * @param look how a condition is asked of them, which may find that there are none
   */
  static <T> Reasoned of(Predicate<Predicate<T>> look, Holds.Judgement<? super T> judgement) {
    return new Reasoned() {
      private String reason = "";

      private final Predicate<T> test =
          state -> {
            Holds holds = judgement.of(state);
            reason = holds.reason();
            return holds.isYes();
          };

      @Override
      public boolean getAsBoolean() {
        reason = "";
        return look.test(test);
      }

      @Override
      public String reason() {
        return reason;
      }
    };
  }
}
