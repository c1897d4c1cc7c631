package dev.faultline.runtime.channel;

import java.util.concurrent.CompletionStage;

/** There is no room for a message now: the peer does not take what was sent before. */
public final class BackPressuredException extends RuntimeException {
  private final transient CompletionStage<Void> writable;

  /**
   * With what to do about it.
   *
   * @param writable completes when there is room again
   */
  public BackPressuredException(String message, CompletionStage<Void> writable) {
    super(message);
    this.writable = writable;
  }

  /**
   * Completes, on the node's thread, when there is room again; fails with {@link
   * ChannelClosedException} when the channel ends first. Another thread may take the room first.
   */
  public CompletionStage<Void> writable() {
    return writable;
  }
}
