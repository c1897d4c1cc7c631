package dev.faultline.runtime.durable;

import dev.faultline.link.SessionId;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The note of which session a channel is, made before any message is reported as durable, so that
 * no restart starts to count from zero. The node's thread's, but for the trouble.
 */
final class ChannelNote {
  private static final long PAUSE_NANOS = 100_000_000;

  private final String channel;
  private final SessionId session;
  private final ChannelFiles files;

  private boolean made;
  private long againAt = System.nanoTime();
  private volatile @Nullable String trouble;

  ChannelNote(String channel, SessionId session, ChannelFiles files, boolean made) {
    this.channel = channel;
    this.session = session;
    this.files = files;
    this.made = made;
  }

  /** Why it cannot be made, such as a full disk. Any thread may ask. */
  @Nullable String trouble() {
    return trouble;
  }

  /** Makes it unless it is made, or could not be a moment ago; returns whether it is. */
  boolean isMade() {
    long now = System.nanoTime();
    if (made || now - againAt < 0) {
      return made;
    }
    try {
      files.note(channel, session);
      made = true;
      trouble = null;
    } catch (UncheckedIOException e) {
      // As with the log: earlier reports stay true, and there may be room later.
      trouble = "channel %s cannot be noted: %s".formatted(channel, e.getMessage());
      againAt = now + PAUSE_NANOS;
    }
    return made;
  }
}
