package dev.faultline.core.history;

/**
 * Hears of calls and ends in the order in which they happen, while a history is still running.
 *
 * @param <I> inputs of operations
 * @param <O> outputs of operations
 */
public interface HistoryObserver<I, O> {

  /** A client called; it has no other open operation. */
  void called(int client, I input);

  /** The client's open operation ended. */
  void ended(int client, Outcome<O> outcome);

  /** Hears nothing. */
  static <I, O> HistoryObserver<I, O> none() {
    return new HistoryObserver<>() {
      @Override
      public void called(int client, I input) {}

      @Override
      public void ended(int client, Outcome<O> outcome) {}
    };
  }
}
