package dev.faultline.link.secure;

/**
 * What surrounds a packet when it is protected, little-endian. Everything begins with the same 16
 * bytes:
 *
 * <pre>
 * 0 u8 type    1 u8 version    2 u16 0    4 u32 index of an association    8 u64 number
 * </pre>
 *
 * <p>The index is the one that the receiver has chosen, except in an opening, which carries the
 * sender's own.
 */
final class SecureWire {
  static final int VERSION = 2;

  static final int TYPE = 0;
  static final int VERSION_AT = 1;
  static final int RESERVED = 2;
  static final int INDEX = 4;
  static final int NUMBER = 8;
  static final int BODY = PacketCipher.HEADER_BYTES;

  /** First message of a handshake; the number is a cookie, or 0. */
  static final byte OPENING = 1;

  /** Second message of a handshake; its payload is the sender's index. */
  static final byte REPLY = 2;

  /** Answers an opening while there are many: come again with this cookie, the number. */
  static final byte COOKIE = 3;

  /** A packet, encrypted under this number. */
  static final byte SEALED = 4;

  /** Answers a sealed packet of an association that is not known here: its index and number. */
  static final byte UNKNOWN = 5;

  /** A sealed question whether the peer is at the address that this is sent to: eight bytes. */
  static final byte PATH_CHALLENGE = 6;

  /** A sealed answer, from that address, with the same eight bytes. */
  static final byte PATH_RESPONSE = 7;

  private SecureWire() {}
}
