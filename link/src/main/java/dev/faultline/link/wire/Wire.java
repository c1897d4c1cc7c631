package dev.faultline.link.wire;

import dev.faultline.link.path.PathMtu;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The bytes of a packet, little-endian. Every packet begins with the same 24 bytes:
 *
 * <pre>
 *  0 u32 CRC32C of all bytes after it      4 u8 type    5 u8 flags    6 u16 stream
 *  8 u64 key of the connection            16 u64 number of the packet
 * </pre>
 *
 * <p>A data packet continues with {@code u64 chunk}, {@code u64 sequence} of the first message that
 * has a frame here, {@code u16} bytes of frames and {@code u16} bytes of acknowledgement behind
 * them; its flags are the kind of the stream and whether to acknowledge at once; then frames: two
 * bytes, of which 14 bits are a length and two say whether the message begins and ends here, and
 * the bytes.
 *
 * <p>A chunk that is too long for the path is sent in several packets. Their header is that of a
 * data packet, but for {@code u16} where in the chunk's frames this fragment begins, a multiple of
 * {@link #FRAGMENT_BYTES}, and {@code u16} how long all its frames are; then the fragment.
 */
public final class Wire {
  public static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  public static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  public static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  public static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public static final int VERSION = 2;

  static final int CRC = 0;
  public static final int TYPE = 4;
  public static final int FLAGS = 5;
  public static final int STREAM = 6;
  public static final int KEY = 8;
  public static final int PACKET = 16;

  /** Where packets that carry no frames begin with what is their own. */
  public static final int BODY = 24;

  public static final int CHUNK = 24;
  public static final int FIRST = 32;
  public static final int USED = 40;
  public static final int TRAILER = 42;

  /** Where the frames of a data packet begin. */
  public static final int FRAMES = 44;

  /**
   * In a packet with a fragment of a chunk: where the fragment begins, and how long the chunk is.
   */
  public static final int FRAGMENT_OFFSET = USED;

  public static final int FRAGMENT_TOTAL = TRAILER;

  /** How much of a chunk's frames is in a fragment, but for the last: what every path carries. */
  public static final int FRAGMENT_BYTES = PathMtu.BASE_BYTES - FRAMES;

  /** Flag of a data packet whose sender wants an acknowledgement without delay. */
  public static final int ACK_NOW = 0x80;

  public static final int FRAME_HEADER = 2;
  public static final int LENGTH_MASK = 0x3FFF;
  public static final int BEGINS = 0x4000;
  public static final int ENDS = 0x8000;
  public static final int WHOLE = BEGINS | ENDS;

  /** The longest packet: its frames' lengths have to fit into 14 bits. */
  public static final int LONGEST_PACKET = FRAMES + FRAME_HEADER + LENGTH_MASK;

  /** The longest chunk has one fragment less. */
  public static final int MOST_FRAGMENTS = 16;

  public static final byte DATA = 1;
  public static final byte ACK = 2;
  public static final byte PING = 3;
  public static final byte HELLO = 4;
  public static final byte WELCOME = 5;

  /** Answers a HELLO without a valid cookie: here is one; nothing was remembered. */
  public static final byte CHALLENGE = 6;

  /** The session is over, for this reason; or there is none, and there will be none. */
  public static final byte END = 7;

  /** Answers END. */
  public static final byte ENDED = 8;

  /** Answers a packet for a connection that is not known here. */
  public static final byte RESET = 9;

  /** A fragment of a chunk. */
  public static final byte DATA_FRAGMENT = 10;

  /**
   * Packets that arrived, and for which there is no memory now: {@code u64} numbers. If this is
   * lost, they count as lost later.
   */
  public static final byte REFUSED = 11;

  private Wire() {}
}
