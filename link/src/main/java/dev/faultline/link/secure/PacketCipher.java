package dev.faultline.link.secure;

import java.lang.foreign.MemorySegment;

/**
 * Encrypts and authenticates packets under the two keys of one association, one for each direction.
 * The number of a packet is its nonce: callers never seal twice under one number.
 */
public interface PacketCipher {
  /** A packet begins with so many bytes that are authenticated, and not encrypted. */
  int HEADER_BYTES = 16;

  /** A packet ends with so many bytes that prove that it is authentic. */
  int TAG_BYTES = 16;

  /**
   * Seals {@code length} bytes at {@code offset} of {@code plain} into {@code packet}, whose header
   * stands at {@code at} already; the encrypted bytes and the tag are put behind it.
   */
  void seal(
      long number, MemorySegment plain, long offset, int length, MemorySegment packet, long at);

  /**
   * Opens the packet of {@code length} bytes at {@code at}, header and tag included, to {@code
   * plain}.
   *
   * @return how many bytes were in it, or -1 if it was not sealed by the peer
   */
  int open(long number, MemorySegment packet, long at, int length, MemorySegment plain);
}
