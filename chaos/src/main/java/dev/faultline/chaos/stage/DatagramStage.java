package dev.faultline.chaos.stage;

import java.nio.ByteBuffer;

/**
 * A toxic at work on the datagrams of one client in one direction. It decides the fate of each when
 * it comes: when it goes on, how often, or not at all. A single-owner state machine on one clock.
 */
public interface DatagramStage {
  /** Where datagrams go on to. */
  interface Next {
    void take(ByteBuffer bytes, long atNanos);
  }

  /**
   * Takes a datagram.
   *
   * @param bytes which it may change
   * @param atNanos when it gets here: later than now where an earlier toxic delays it
   */
  void pass(ByteBuffer bytes, long atNanos, Next next);
}
