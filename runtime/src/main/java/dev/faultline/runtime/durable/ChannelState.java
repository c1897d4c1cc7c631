package dev.faultline.runtime.durable;

/** The state of a channel's connection to its peer. */
public enum ChannelState {
  /**
   * The peer has not answered yet since this process began to connect, which is less than the
   * options' {@code deadAfter} ago.
   */
  CONNECTING,
  /** The peer is connected. */
  CONNECTED,
  /**
   * The peer has been silent for the options' {@code deadAfter}, by default ten seconds, or longer.
   * The channel keeps trying, and messages wait in the log.
   */
  ABSENT,
  /** The channel has ended and accepts no more messages. */
  ENDED
}
