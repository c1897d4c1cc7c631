package dev.faultline.link.transmit;

import dev.faultline.link.Egress;
import dev.faultline.link.stream.SendStream;
import dev.faultline.link.wire.Checksum;
import org.jspecify.annotations.Nullable;

/** What the sending half of a connection needs of its session. */
public interface TransmitterHost {
  /** The length of full packets on a path that is only known to carry HELLO. */
  int basePacketBytes();

  /** The connection's key at the peer. */
  long key();

  /** The number of the peer's address. */
  long peer();

  Checksum checksum();

  /** A stream that this side sends on; null if it is not open. */
  @Nullable SendStream sending(int stream);

  /** A packet has come that no peer sends. */
  void malformed();

  boolean sendPing(long packet, Egress egress);

  boolean pathProbe(long packet, int length, Egress egress);

  /** Sends a fragment of a chunk. Returns its length, or 0 when there was no room. */
  int fragment(
      SendStream stream, long chunk, int fragment, long packet, boolean ackNow, Egress egress);
}
