package dev.faultline.core.history;

/**
 * Is notified of calls and ends in order, while a history is being recorded.
 *
 * @param <I> inputs of operations
 * @param <O> outputs of operations
 */
public interface HistoryObserver<I, O> {

  /** A client called; it has no other open operation. */
  void called(int client, I input);

  /** The client's open operation ended. */
  void ended(int client, Outcome<O> outcome);

  /** An observer that ignores all events. */
  static <I, O> HistoryObserver<I, O> none() {
    return new HistoryObserver<>() {
      @Override
      public void called(int client, I input) {}

      @Override
      public void ended(int client, Outcome<O> outcome) {}
    };
  }
}
