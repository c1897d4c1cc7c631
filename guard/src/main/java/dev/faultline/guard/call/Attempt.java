package dev.faultline.guard.call;

import dev.faultline.guard.retry.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt sends along with its request.
 *
 * @param number counts from 0
 * @param deadline the time that is left for it, and its number
 * @param key the same for all attempts of the call; null if the call is not idempotent
 */
public record Attempt(int number, Deadline deadline, @Nullable IdempotencyKey key) {
  /**
   * Does it, on a thread of its own.
   *
   * @param <T> the answer
   */
  @FunctionalInterface
  public interface Body<T extends @Nullable Object> {
    /**
     * Sends the request and waits for the answer.
     *
     * @throws Exception if there is no answer, or one that says that it failed
     * @throws InterruptedException if it was cancelled: tell the server, and leave
     */
    T run(Attempt attempt) throws Exception;
  }
}
