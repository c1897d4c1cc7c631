package dev.faultline.runtime.durable;

/** What a channel knows of its peer. */
public enum ChannelState {
  /** Nobody has answered since this process began to connect; it goes on trying. */
  CONNECTING,
  /** The peer is there. */
  CONNECTED,
  /** The peer was there and has not been heard of for long; what is sent waits in the log. */
  ABSENT,
  /** The channel is over, and takes nothing more. */
  ENDED
}
