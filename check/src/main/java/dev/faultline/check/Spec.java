package dev.faultline.check;

import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * A sequential specification: how an object behaves if its operations come one at a time.
 *
 * <p>Implementations must be pure and thread-safe. States and inputs are immutable values with
 * {@code equals} and {@code hashCode}; states are compared very often.
 *
 * @param <S> states
 * @param <I> inputs
 * @param <O> outputs
 */
public interface Spec<S, I, O> {

  /** The state before any operation. */
  S initial();

  /**
   * The effect of {@code input} in {@code state}, given the outcome that its client saw: {@link
   * Outcome.Ok} with the output, or {@link Outcome.Indeterminate} when every output is allowed.
   * Never called with {@link Outcome.Fail}.
   */
  Step<S> step(S state, I input, Outcome<O> outcome);

  /**
   * The part of the object that the operation touches. Operations with different keys must commute
   * and must not observe each other: each part is then checked separately (Herlihy and Wing,
   * locality). One key for all operations means one part.
   */
  default Object partition(I input) {
    return "";
  }

  /**
   * Whether an operation with this outcome leaves the state unchanged in every state in which it is
   * possible. A write of 1 is not read-only, although it changes nothing in the state 1.
   */
  default boolean readOnly(I input, Outcome<O> outcome) {
    return false;
  }

  /**
   * Whether the output of an operation chooses the next state, instead of only showing it. Example:
   * a lock that may return any token greater than the last. Then {@link #step} with an
   * indeterminate outcome must return the state that forbids the fewest later operations. The
   * online check needs to know this.
   */
  default boolean outputsDecideStates() {
    return false;
  }

  /**
   * A lookahead for one part, which lets the search give up early.
   *
   * @param part all operations of one part by call position, without failed ones
   */
  default Lookahead<S> lookahead(List<Operation<I, O>> part) {
    return Lookahead.none();
  }

  /**
   * Decides one part without search, if an algorithm's precondition holds for these operations, for
   * example that written values are unique. The result must be exact, whether an order exists or
   * not.
   *
   * @param part all operations of one part, by call position, without fails
   * @return empty if the part must be searched
   */
  default Optional<Direct<I, O>> direct(List<Operation<I, O>> part) {
    return Optional.empty();
  }

  /** The name of {@link #direct}'s algorithm, in a word or two, for statistics. */
  default String directly() {
    return "zones";
  }

  /** A necessary condition on states. */
  interface Lookahead<S> {
    /**
     * Returns {@code false} only if no order can be completed from this state.
     *
     * @param state a state in which all operations that returned before {@code position} have taken
     *     effect, and perhaps others that were called before it
     * @param position position of a return: exactly the events before it have happened, and the
     *     operation that returns at it has not taken effect yet
     */
    boolean possible(S state, long position);

    /**
     * A state that no event at or after {@code position} can distinguish from this one. States that
     * differ only in parts that are not read again become the same state, which is visited once.
     */
    default S canonical(S state, long position) {
      return state;
    }

    /**
     * Returns {@code false} only if an operation that has been called and has not taken effect can
     * no longer take effect before its return.
     *
     * @param operation index in the list given to {@link Spec#lookahead}
     */
    default boolean mayStillHappen(S state, int operation) {
      return true;
    }

    /** A lookahead that excludes nothing. */
    static <S> Lookahead<S> none() {
      return (_, _) -> true;
    }
  }

  /** This specification without its partition: the whole history is one part. */
  default Spec<S, I, O> unpartitioned() {
    return new Unpartitioned<>(this);
  }
}
