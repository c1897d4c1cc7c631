package dev.faultline.link.connection;

import dev.faultline.link.Egress;

/**
 * Short answers to packets of strangers, which wait for the next poll: fewer at most than that may
 * send, so that a flood costs neither memory nor as many answers, nor keeps others waiting.
 */
final class Replies {
  private static final int MOST = 48;

  private final long[] peers = new long[MOST];
  private final long[] keys = new long[MOST];
  private final byte[] types = new byte[MOST];
  private final long[] values = new long[MOST];
  private int count;

  void add(long peer, long key, byte type, long value) {
    if (count < MOST) {
      peers[count] = peer;
      keys[count] = key;
      types[count] = type;
      values[count] = value;
      count++;
    }
  }

  boolean waiting() {
    return count > 0;
  }

  /** Sends them all; returns false when there was no room for some. */
  boolean send(ControlPackets with, Egress egress) {
    while (count > 0) {
      int at = count - 1;
      if (!with.reply(peers[at], types[at], keys[at], values[at], egress)) {
        return false;
      }
      count--;
    }
    return true;
  }
}
