package dev.faultline.core.history;

/**
 * How an operation ended, as its client knows it.
 *
 * @param <O> what a successful operation answers
 */
public sealed interface Outcome<O> {

  /**
   * The operation took effect exactly once between its call and its return.
   *
   * @param output what the client was told; a refusal that says something about the state (a
   *     compare-and-set that did not match) is an output, not a {@link Fail}
   */
  record Ok<O>(O output) implements Outcome<O> {
    @Override
    public String toString() {
      return "ok " + output;
    }
  }

  /** The operation certainly had no effect, and says nothing about the state. */
  record Fail<O>(String reason) implements Outcome<O> {
    @Override
    public String toString() {
      return "failed (" + reason + ")";
    }
  }

  /**
   * The client got no answer: the operation may take effect at any time after its call, or never.
   */
  record Indeterminate<O>(String reason) implements Outcome<O> {
    @Override
    public String toString() {
      return "indeterminate (" + reason + ")";
    }
  }
}
