package dev.faultline.runtime;

import dev.faultline.link.SessionId;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What the one listener of a driver, a node or a durable node hears of. */
public sealed interface LinkFailure {
  /**
   * The application's code has thrown.
   *
   * @param where which part of it
   * @param session whose callback it was, or null
   */
  record ApplicationFailed(FailurePolicy.Where where, @Nullable SessionId session, Throwable cause)
      implements LinkFailure {}

  /**
   * A peer asked for a session and was refused: an option differs that must be the same on both
   * sides, or its request has an invalid value. The listener hears of each reason of a peer once a
   * minute at most, of four refusals of one host, and of 16 in all, so that nobody can fill a log
   * or hide others in it; {@link dev.faultline.link.Counters#refusals} counts all.
   *
   * @param why names the option and both values, or the invalid value
   * @param leftOut how many refusals, of any peer, the listener has not heard of since the last one
   *     that it has
   */
  record PeerRefused(InetSocketAddress peer, String why, long leftOut) implements LinkFailure {}

  /**
   * The log has had no room for longer than the options' {@code storagePatience}: nothing more is
   * acknowledged until it has.
   */
  record StorageFull(String why) implements LinkFailure {}

  /**
   * A durable channel of this node has ended although its application did not end it. Its messages
   * may have been processed or not.
   */
  record ChannelEnded(String channel, String why) implements LinkFailure {}

  /** In a sentence, without the stack trace of what was thrown. */
  default String describe() {
    return switch (this) {
      case ApplicationFailed failed ->
          "the application's "
              + failed.where()
              + " has failed"
              + (failed.session() == null ? "" : " in session " + failed.session());
      case PeerRefused refused ->
          "the peer at "
              + refused.peer()
              + " was refused: "
              + refused.why()
              + (refused.leftOut() == 0
                  ? ""
                  : " (" + refused.leftOut() + " refusals before it are not listed)");
      case StorageFull full -> "the log takes no more: " + full.why();
      case ChannelEnded ended -> ended.why();
    };
  }
}
