package dev.faultline.runtime.durable;

/** The state of a channel's connection to its peer. */
public enum ChannelState {
  /** The peer has not answered since this process began to connect; it keeps trying. */
  CONNECTING,
  /** The peer is connected. */
  CONNECTED,
  /** The peer was connected and has been silent since; messages wait in the log. */
  ABSENT,
  /** The channel has ended and accepts no more messages. */
  ENDED
}
