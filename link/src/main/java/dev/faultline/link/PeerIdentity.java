package dev.faultline.link;

import dev.faultline.link.journal.RecordReader;
import dev.faultline.link.journal.RecordWriter;

/**
 * A peer's identity, as its handshakes prove it: the 32 bytes of its static public key, as four
 * words. A session belongs to the same identity for its whole life.
 */
public record PeerIdentity(long first, long second, long third, long fourth) {
  /** The identity of every peer whose traffic is plain: nothing is proven. */
  public static final PeerIdentity NONE = new PeerIdentity(0, 0, 0, 0);

  void write(RecordWriter to) {
    to.u64(first).u64(second).u64(third).u64(fourth);
  }

  static PeerIdentity read(RecordReader in) {
    return new PeerIdentity(in.u64(), in.u64(), in.u64(), in.u64());
  }
}
