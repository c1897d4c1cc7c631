package dev.faultline.link;

import dev.faultline.link.journal.RecordReader;
import dev.faultline.link.journal.RecordWriter;

/**
 * Who a peer is, as its handshakes have proven: the 32 bytes of its static public key, as four
 * words. A session belongs to one identity for ever.
 */
public record PeerIdentity(long first, long second, long third, long fourth) {
  /** Of everybody whose traffic is plain: nothing is proven. */
  public static final PeerIdentity NONE = new PeerIdentity(0, 0, 0, 0);

  void write(RecordWriter to) {
    to.u64(first).u64(second).u64(third).u64(fourth);
  }

  static PeerIdentity read(RecordReader in) {
    return new PeerIdentity(in.u64(), in.u64(), in.u64(), in.u64());
  }
}
