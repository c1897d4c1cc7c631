package dev.faultline.guard.call;

/**
 * What is done with an answer that no caller gets: that of a hedge that came second, of an attempt
 * that had timed out, or of a call that was over.
 *
 * <p>It runs on a thread of the executor, or on the caller's where the executor rejects it. It is
 * called by several threads at once.
 */
@FunctionalInterface
public interface Disposal {
  /** Closes an answer that is {@link AutoCloseable}, and leaves all others to the collector. */
  Disposal CLOSE =
      answer -> {
        if (answer instanceof AutoCloseable open) {
          open.close();
        }
      };

  /** Does nothing: for answers that are shared, such as those of a cache. */
  Disposal NONE = answer -> {};

  /**
   * Gives up what an answer holds.
   *
   * @param answer never null, and never the object that the caller got
   * @throws Exception if that failed; it is counted in {@link Calls#notDisposed()}, and nobody sees
   *     it
   */
  void dispose(Object answer) throws Exception;
}
