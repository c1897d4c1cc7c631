package dev.faultline.link.secure;

import java.lang.foreign.MemorySegment;

/**
 * Encrypts and authenticates packets under the two keys of one association, one for each direction.
 * The packet's number is its nonce: callers must never seal two packets under the same number.
 */
public interface PacketCipher {
  /** Length of a packet's header, which is authenticated and not encrypted. */
  int HEADER_BYTES = 16;

  /** Length of the authentication tag at the end of a packet. */
  int TAG_BYTES = 16;

  /**
   * Seals {@code length} bytes at {@code offset} of {@code plain} into {@code packet}, whose header
   * is at {@code at} already; the encrypted bytes and the tag are written after it.
   */
  void seal(
      long number, MemorySegment plain, long offset, int length, MemorySegment packet, long at);

  /**
   * Opens the packet of {@code length} bytes at {@code at}, header and tag included, to {@code
   * plain}.
   *
   * @return how many bytes it contained, or -1 if the peer did not seal it
   */
  int open(long number, MemorySegment packet, long at, int length, MemorySegment plain);
}
