package dev.faultline.link.handshake;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.SessionId;
import dev.faultline.link.path.PathMtu;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of HELLO and WELCOME: the sender's identity and the progress of its streams.
 *
 * <pre>
 *  0 u128 session   16 u64 epoch   24 u64 incarnation   32 u64 incarnation of the peer, 0 if unknown
 * 40 u64 cookie     48 u32 window  52 u8 flags          53 u8 0     54 u16 streams it receives
 * 56 u32 packetBytes   60 u32 longestMessage   64 u32 streams there may be
 * 68 for each stream that it receives: u16 stream, u64 received, u64 processed
 * </pre>
 *
 * <p>All HELLOs and WELCOMEs of an endpoint have the same length, so an answer is never longer than
 * its request.
 *
 * @param said how many streams the packet claims to describe; equal to the number of marks in a
 *     valid packet
 */
public record Hello(
    SessionId id,
    long epoch,
    long incarnation,
    long known,
    long cookie,
    int window,
    boolean durable,
    boolean fresh,
    Terms terms,
    int said,
    List<Mark> marks) {
  /** How far the speaker has come with a stream that it receives. */
  public record Mark(int stream, long received, long processed) {}

  public static final int FIXED = 68;
  public static final int STREAM = 18;

  /** No ring is longer. */
  private static final int WIDEST = 1 << 20;

  private static final int DURABLE = 1;
  private static final int FRESH = 2;

  public static int length(LinkOptions options) {
    return FIXED + STREAM * options.streams();
  }

  /** How long the packet is that carries it. */
  public static int packetBytes(LinkOptions options) {
    return Wire.BODY + length(options);
  }

  /** The length of full packets on a path that is only known to carry HELLO. */
  public static int basePacketBytes(LinkOptions options) {
    return options.pathDiscovery()
        ? Math.min(options.packetBytes(), Math.max(PathMtu.BASE_BYTES, packetBytes(options)))
        : options.packetBytes();
  }

  public void write(MemorySegment to, long at, int length) {
    to.asSlice(at, length).fill((byte) 0);
    to.set(Wire.LONG, at, id.high());
    to.set(Wire.LONG, at + 8, id.low());
    to.set(Wire.LONG, at + 16, epoch);
    to.set(Wire.LONG, at + 24, incarnation);
    to.set(Wire.LONG, at + 32, known);
    to.set(Wire.LONG, at + 40, cookie);
    to.set(Wire.INT, at + 48, window);
    to.set(Wire.BYTE, at + 52, (byte) ((durable ? DURABLE : 0) | (fresh ? FRESH : 0)));
    to.set(Wire.SHORT, at + 54, (short) marks.size());
    to.set(Wire.INT, at + 56, terms.packetBytes());
    to.set(Wire.INT, at + 60, terms.longestMessage());
    to.set(Wire.INT, at + 64, terms.streams());
    for (int i = 0; i < marks.size(); i++) {
      Mark mark = marks.get(i);
      long stream = at + FIXED + (long) i * STREAM;
      to.set(Wire.SHORT, stream, (short) mark.stream());
      to.set(Wire.LONG, stream + 2, mark.received());
      to.set(Wire.LONG, stream + 10, mark.processed());
    }
  }

  public static long cookie(MemorySegment from, long at) {
    return from.get(Wire.LONG, at + 40);
  }

  public static Terms terms(MemorySegment from, long at) {
    return new Terms(
        from.get(Wire.INT, at + 56), from.get(Wire.INT, at + 60), from.get(Wire.INT, at + 64));
  }

  /** Reads a body; streams that do not fit are left out. */
  public static Hello read(MemorySegment from, long at, int length) {
    int said = Short.toUnsignedInt(from.get(Wire.SHORT, at + 54));
    int count = said;
    if (FIXED + count * STREAM > length) {
      count = 0;
    }
    List<Mark> marks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long mark = at + FIXED + (long) i * STREAM;
      marks.add(
          new Mark(
              Short.toUnsignedInt(from.get(Wire.SHORT, mark)),
              from.get(Wire.LONG, mark + 2),
              from.get(Wire.LONG, mark + 10)));
    }
    int flags = from.get(Wire.BYTE, at + 52);
    return new Hello(
        new SessionId(from.get(Wire.LONG, at), from.get(Wire.LONG, at + 8)),
        from.get(Wire.LONG, at + 16),
        from.get(Wire.LONG, at + 24),
        from.get(Wire.LONG, at + 32),
        cookie(from, at),
        from.get(Wire.INT, at + 48),
        (flags & DURABLE) != 0,
        (flags & FRESH) != 0,
        terms(from, at),
        said,
        marks);
  }

  /** How far the speaker has come with this stream: nowhere, if it does not know it. */
  public Mark mark(int stream) {
    for (Mark mark : marks) {
      if (mark.stream() == stream) {
        return mark;
      }
    }
    return new Mark(stream, 0, 0);
  }

  /**
   * What of this no sound peer says, in words that name the value; null if nothing is. A peer that
   * may speak need not be a friend.
   */
  public @Nullable String fault() {
    if (epoch <= 0) {
      return "the peer's epoch is " + epoch + ", expected 1 or more";
    }
    if (incarnation == 0) {
      return "the peer's incarnation is 0, expected another number";
    }
    if (window <= 0 || window > WIDEST) {
      return "the peer's window is " + window + " packets, expected 1 to " + WIDEST;
    }
    return markFault();
  }

  private @Nullable String markFault() {
    if (marks.size() != said) {
      return "the peer speaks of %d streams, which do not fit into its packet".formatted(said);
    }
    BitSet seen = new BitSet();
    for (Mark mark : marks) {
      if (mark.stream() >= terms.streams()) {
        return "the peer has received stream %d, expected 0 to %d"
            .formatted(mark.stream(), terms.streams() - 1);
      }
      if (seen.get(mark.stream())) {
        return "the peer speaks of stream " + mark.stream() + " twice";
      }
      seen.set(mark.stream());
      if (mark.processed() < 0 || mark.processed() > mark.received()) {
        return "the peer has processed %d messages of stream %d, expected 0 to the %d received"
            .formatted(mark.processed(), mark.stream(), mark.received());
      }
    }
    return null;
  }
}
