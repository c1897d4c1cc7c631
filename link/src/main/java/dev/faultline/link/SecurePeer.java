package dev.faultline.link;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who holds an allowed key and has, or had, an address; what an endpoint knows by a number
 * that stays when the address changes.
 */
final class SecurePeer {
  final int number;
  final int key;

  /** The number that the driver gave to its present address. */
  long address;

  /** What packets are sealed with. */
  @Nullable Association current;

  /** What was current before: packets may still be on their way. */
  @Nullable Association previous;

  /** The handshake that this side has begun, if one is going on. */
  @Nullable Association opening;

  int attempts;
  long attemptAt;
  long retryAt;

  /** The last packet that there was no association for. */
  byte @Nullable [] waiting;

  /** Whether the peer has to be shown soon that its reply has come. */
  boolean greeting;

  SecurePeer(int number, int key, long address) {
    this.number = number;
    this.key = key;
    this.address = address;
  }
}
