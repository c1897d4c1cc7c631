package dev.faultline.link.secure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Keys that a peer and this side have agreed on, or are about to. */
final class Association {
  /** AES-GCM keeps its margin for 2^23 packets under a key (RFC 9001, section 6.6). */
  static final long MOST_PACKETS = 1L << 23;

  private static final long TIRED_PACKETS = MOST_PACKETS / 2;
  private static final long TIRED_NANOS = Duration.ofSeconds(120).toNanos();

  /** Not used for longer than this, so that keys are forgotten. */
  static final long LONGEST_NANOS = Duration.ofSeconds(180).toNanos();

  final int index;
  final SecurePeer peer;

  /** Whether this side began the handshake. */
  final boolean initiator;

  final long bornAt;
  final ReplayWindow window = new ReplayWindow();
  KeyExchange.@Nullable Opening exchange;
  @Nullable PacketCipher cipher;

  /** Of which it has one, once it is among those of a key. */
  @Nullable Places places;

  /** Where it stands among those of its key. */
  int place;

  /** Where the opening was sent, and whether it was sent again with a cookie. */
  long askedAt;

  boolean asked;

  int remoteIndex;

  /** Packets sealed so far, and the number of the next one. */
  long sealed;

  long heardAt;

  /** Whether the peer has shown that it has the keys too. */
  boolean confirmed;

  Association(int index, SecurePeer peer, boolean initiator, long now) {
    this.index = index;
    this.peer = peer;
    this.initiator = initiator;
    bornAt = now;
    heardAt = now;
  }

  /** Whether packets to or from its peer need it. */
  boolean serves() {
    return peer.current == this || peer.previous == this || peer.opening == this;
  }

  boolean spent(long now) {
    return sealed >= MOST_PACKETS || now - bornAt >= LONGEST_NANOS;
  }

  /**
   * Whether it is time for new keys. Who began asks for them first; the other one waits longer, so
   * that not both do.
   */
  boolean tired(long now) {
    long packets = Math.max(sealed, window.largest());
    return initiator
        ? packets >= TIRED_PACKETS || now - bornAt >= TIRED_NANOS
        : packets >= TIRED_PACKETS * 3 / 2 || now - bornAt >= TIRED_NANOS * 5 / 4;
  }
}
