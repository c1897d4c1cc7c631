package dev.faultline.check;

import dev.faultline.core.history.Operation;
import dev.faultline.core.history.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * A sequential specification: what an object would do if its operations came one at a time.
 *
 * <p>Implementations are pure and thread-safe. States and inputs are immutable values with {@code
 * equals} and {@code hashCode}; states are compared very often.
 *
 * @param <S> states
 * @param <I> inputs
 * @param <O> outputs
 */
public interface Spec<S, I, O> {

  /** The state before any operation. */
  S initial();

  /**
   * What {@code input} does in {@code state} given what its client saw: {@link Outcome.Ok} with the
   * output, or {@link Outcome.Indeterminate} when every output is allowed. Never asked about {@link
   * Outcome.Fail}.
   */
  Step<S> step(S state, I input, Outcome<O> outcome);

  /**
   * The part of the object that the operation touches. Operations with unequal keys must commute
   * and not see each other: the parts are then checked alone (Herlihy and Wing, locality). One key
   * for all means one part.
   */
  default Object partition(I input) {
    return "";
  }

  /**
   * Whether an operation with this outcome, wherever it is possible, leaves the state as it is. It
   * is about all states: a write of 1 is not read-only, although it changes nothing where the state
   * is 1.
   */
  default boolean readOnly(I input, Outcome<O> outcome) {
    return false;
  }

  /**
   * Whether an output decides which state follows, rather than only telling it: a lock that may
   * give out any token that is greater than the last. Then {@link #step} of an indeterminate
   * outcome must answer the state that forbids the least of what may follow. The online check has
   * to know.
   */
  default boolean outputsDecideStates() {
    return false;
  }

  /**
   * A look into the future of one part, to give up early.
   *
   * @param part all operations of one part, by call position, those without effect left out
   */
  default Lookahead<S> lookahead(List<Operation<I, O>> part) {
    return Lookahead.none();
  }

  /**
   * Decides one part without search, where an algorithm can prove from the operations at hand that
   * it may: that written values are unique, say. Must be exact, in both directions.
   *
   * @param part all operations of one part, by call position, without fails
   * @return nothing if the part has to be searched
   */
  default Optional<Direct<I, O>> direct(List<Operation<I, O>> part) {
    return Optional.empty();
  }

  /** What {@link #direct} does, in a word or two, for statistics. */
  default String directly() {
    return "zones";
  }

  /** A necessary condition on states. */
  interface Lookahead<S> {
    /**
     * Answers {@code false} only if nothing can be completed from here.
     *
     * @param state a state in which all operations that returned before {@code position} have taken
     *     effect, and perhaps others that were called before it
     * @param position position of a return: exactly the events before it have happened, and the
     *     operation that returns there has not taken effect yet
     */
    boolean possible(S state, long position);

    /**
     * A state that cannot be told from this one by anything that comes at or after {@code
     * position}. States that nobody will look into again may so become one, and be visited once.
     */
    default S canonical(S state, long position) {
      return state;
    }

    /**
     * Answers {@code false} only if an operation that has been called, and has not taken effect
     * yet, cannot do so any more before its return.
     *
     * @param operation index in the list that {@link Spec#lookahead} was given
     */
    default boolean mayStillHappen(S state, int operation) {
      return true;
    }

    /** Knows nothing. */
    static <S> Lookahead<S> none() {
      return (_, _) -> true;
    }
  }

  /** This specification, but without its partition: the whole history is one part. */
  default Spec<S, I, O> unpartitioned() {
    return new Unpartitioned<>(this);
  }
}
