package dev.faultline.sim;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The result of a condition: whether a property holds and, if not, why. The reason is part of the
 * finding, its replay, report and diagram. Immutable.
 *
 * <pre>{@code
 * world.always(
 *     "no order is charged twice",
 *     bank,
 *     Holds.judged(b -> b.twice() < 0 ? yes() : no("order " + b.twice() + " was charged twice")));
 * }</pre>
 */
public final class Holds {
  private static final Holds YES = new Holds("");

  /** Why not; empty where it holds. */
  private final String reason;

  private Holds(String reason) {
    this.reason = reason;
  }

  /** It holds. */
  public static Holds yes() {
    return YES;
  }

  /**
   * It does not hold.
   *
   * @param reason a short sentence with values, such as "order 10 was charged twice"
   * @throws IllegalArgumentException when the reason is blank
   */
  public static Holds no(String reason) {
    if (reason.isBlank()) {
      throw new IllegalArgumentException(
          "the reason is blank, expected what is wrong, such as 'order 10 was charged twice'");
    }
    return new Holds(reason);
  }

  /**
   * It holds if that is true.
   *
   * @param reason asked for only where it does not hold
   * @throws IllegalArgumentException when the reason is asked for and blank
   */
  public static Holds that(boolean condition, Supplier<String> reason) {
    return condition ? YES : no(reason.get());
  }

  /** A judgement of a node's state, or of the states of several, for {@code world.always} etc. */
  public static <T> Judgement<T> judged(Function<? super T, Holds> judge) {
    return new Judgement<>(judge);
  }

  /** Whether it holds. */
  public boolean isYes() {
    return reason.isEmpty();
  }

  /** Why it does not hold; empty where it does. */
  public String reason() {
    return reason;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Holds holds && holds.reason.equals(reason);
  }

  @Override
  public int hashCode() {
    return reason.hashCode();
  }

  @Override
  public String toString() {
    return isYes() ? "yes" : "no: " + reason;
  }

  /**
   * A condition on states that gives a reason. It has a type of its own because a lambda would be
   * ambiguous.
   *
   * @param <T> what is judged
   */
  public static final class Judgement<T> {
    private final Function<? super T, Holds> judge;

    private Judgement(Function<? super T, Holds> judge) {
      this.judge = Objects.requireNonNull(judge, "judge");
    }

    Holds of(T state) {
      return Objects.requireNonNull(judge.apply(state), "a judgement returned null");
    }
  }
}
