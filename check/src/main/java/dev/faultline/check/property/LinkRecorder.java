package dev.faultline.check.property;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Records the messages that processes send and deliver, in the order of the calls; {@link
 * LinkProperties} checks them.
 *
 * <p>Single-threaded and deterministic. Memory grows with the number of messages.
 */
public final class LinkRecorder {

  final Map<Channel, ChannelRecord> channels = new LinkedHashMap<>();
  private long nextPosition;
  private int sent;
  private int delivered;

  /**
   * The sender handed a message to its link.
   *
   * @param message unique on the channel
   * @throws IllegalArgumentException if a message with this number was already sent on the channel
   */
  public void sent(Channel channel, long message) {
    of(channel).sent(message, nextPosition++);
    sent++;
  }

  /** The link handed a message to the receiver. */
  public void delivered(Channel channel, long message) {
    of(channel).delivered(message, nextPosition++);
    delivered++;
  }

  /** How many messages were sent. */
  public int sentCount() {
    return sent;
  }

  /** How many deliveries there were, duplicates included. */
  public int deliveredCount() {
    return delivered;
  }

  private ChannelRecord of(Channel channel) {
    return channels.computeIfAbsent(channel, ChannelRecord::new);
  }
}
