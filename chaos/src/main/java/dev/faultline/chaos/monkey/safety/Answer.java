package dev.faultline.chaos.monkey.safety;

import java.util.concurrent.Callable;

/**
 * The result of asking about the environment before a termination. An unknown result is an answer
 * too: the monkey then does not act.
 */
public sealed interface Answer<T> {
  /** The question was answered. */
  record Known<T>(T value) implements Answer<T> {}

  /**
   * The question could not be answered.
   *
   * @param error why, in one line
   */
  record Unknown<T>(String error) implements Answer<T> {}

  static <T> Answer<T> of(T value) {
    return new Known<>(value);
  }

  /** Returns the result of {@code question}, or {@link Unknown} if it throws. */
  static <T> Answer<T> ask(Callable<T> question) {
    try {
      return new Known<>(question.call());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Unknown<>("interrupted");
    } catch (Exception e) {
      String message = e.getMessage();
      return new Unknown<>(message == null ? e.toString() : message);
    }
  }
}
