package dev.faultline.chaos.monkey.safety;

import java.util.concurrent.Callable;

/**
 * What is known about the surroundings before a termination. What cannot be found out is an answer
 * too: it means <em>do not</em>.
 */
public sealed interface Answer<T> {
  /** It is known. */
  record Known<T>(T value) implements Answer<T> {}

  /**
   * It could not be found out.
   *
   * @param error why, in one line
   */
  record Unknown<T>(String error) implements Answer<T> {}

  static <T> Answer<T> of(T value) {
    return new Known<>(value);
  }

  /** What {@code question} returns; unknown where it throws. */
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
