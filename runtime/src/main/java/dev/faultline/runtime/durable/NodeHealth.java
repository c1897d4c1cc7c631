package dev.faultline.runtime.durable;

import java.time.Duration;
import java.util.List;

/**
 * How a node is, at one moment.
 *
 * @param status in a word, the worst of all {@code troubles}
 * @param troubles why the status is not UP, in words for operators, the worst first
 * @param warnings what may become a trouble: an outbox that nearly fills the log; transactions of
 *     one stream that fail again and again, or one that takes more than ten seconds
 * @param channels the node's own channels that have not ended; an absent peer does not change the
 *     status, since what is sent to it waits, and restarting this process would not bring it back
 */
public record NodeHealth(
    Status status, List<String> troubles, List<String> warnings, List<Channel> channels) {
  /** A node's health in a word. */
  public enum Status {
    /** The node works. */
    UP,
    /**
     * The node takes no messages at the moment, and will go on by itself when there is room: its
     * log is full of messages that peers have not processed, or its disk is full, or what its
     * thread has called, such as a state, does not return. Or the node was closed.
     */
    OUT_OF_SERVICE,
    /**
     * The node has stopped for good: its thread has ended, or a write or sync of its log has
     * failed. All durable state is in the folder; a new start on it continues.
     */
    DOWN
  }

  /**
   * A channel, and whether its peer is there.
   *
   * @param name the channel's
   * @param state of the connection to the peer
   * @param since for how long it has been in that state
   * @param outbox how many messages the peer has not processed
   * @param outboxBytes how many bytes they take
   */
  public record Channel(
      String name, ChannelState state, Duration since, long outbox, long outboxBytes) {}

  /** Copies the lists. */
  public NodeHealth {
    troubles = List.copyOf(troubles);
    warnings = List.copyOf(warnings);
    channels = List.copyOf(channels);
  }
}
