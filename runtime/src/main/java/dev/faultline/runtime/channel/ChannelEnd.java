package dev.faultline.runtime.channel;

import dev.faultline.link.SessionEnd;

/**
 * The fate of all messages that a channel accepted for sending, in the order of acceptance. The
 * counts add up: messages 1 to {@code acknowledged} are at the peer; the next {@code uncertain}
 * were handed to the link and not acknowledged, so each of them may have arrived or not; the last
 * {@code unsent} never left this process.
 *
 * @param why why the session ended
 * @param acknowledged by the peer's link; whether its application took them is not known
 * @param uncertain given to the link without an acknowledgement
 * @param unsent never given to the network
 */
public record ChannelEnd(SessionEnd why, long acknowledged, long uncertain, long unsent) {
  /** Whether every message that was taken is known to have arrived. */
  public boolean complete() {
    return uncertain == 0 && unsent == 0;
  }
}
