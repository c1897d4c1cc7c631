package dev.faultline.runtime.channel;

/** The session of a channel has ended; the message says why. */
public final class ChannelClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ChannelClosedException(String message) {
    super(message);
  }
}
