package dev.faultline.link.receive;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.recovery.ReceivedPackets;
import dev.faultline.link.wire.Nanos;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says which packets arrived and how much room the streams have, when it is time for that.
 *
 * <p>An acknowledgement is {@code u64 largest packet, u32 microseconds since it came, u8 ranges, u8
 * streams, u16 0}, the ranges as {@link ReceivedPackets#write} has them, and for each stream {@code
 * u16 stream, u64 window, u64 consecutive, u64 processed}.
 */
public final class AckWriter {
  public static final int ACK_HEADER = 16;
  public static final int ACK_STREAM = 2 + 8 + 8 + 8;

  /** More would not fit into an acknowledgement; the others have their turn in the next one. */
  private static final int MOST_STREAMS = 8;

  /** Longest acknowledgement. */
  public static final int LONGEST_ACK =
      ACK_HEADER + 8 * ReceivedPackets.MOST_RANGES + MOST_STREAMS * ACK_STREAM;

  private final IncomingStreams streams;
  private final ReceivedPackets received;
  private final int ackEvery;
  private final long ackDelay;

  /** The streams of which the sender has not been told all. */
  private final News news;

  /** The streams that the acknowledgement names that was written last, and how many. */
  private final @Nullable ReceiveStream[] named = new ReceiveStream[MOST_STREAMS];

  private int windows;

  /** The stream that was named last in its turn, and what it will be once that is on its way. */
  private int turn;

  private int turned;

  /** When an acknowledgement was written last. */
  private long writtenAt;

  /** Packets that came since the last acknowledgement. */
  private int pending;

  private long ackAt = Long.MAX_VALUE;
  private long largestAt;

  AckWriter(IncomingStreams streams, ReceivedPackets received, News news, LinkOptions options) {
    this.streams = streams;
    this.received = received;
    this.news = news;
    ackEvery = options.ackEvery();
    ackDelay = Nanos.of(options.ackDelay());
  }

  // --- when ---

  /** A packet has arrived, which is to be said at once or soon. */
  void arrived(long now, long packet, boolean atOnce) {
    boolean inOrder = received.add(packet);
    if (packet == received.largest()) {
      largestAt = now;
    }
    pending++;
    boolean due = atOnce || !inOrder || pending >= ackEvery;
    ackAt = Math.min(ackAt, due ? now : Nanos.after(now, ackDelay));
  }

  /** Tells the sender soon, even if no packet has arrived. */
  public void news(long now) {
    pending++;
    ackAt = now;
  }

  /** Whether there is something to say; data takes it along whether or not it is due. */
  public boolean pending() {
    return pending > 0;
  }

  public boolean due(long now) {
    return ackAt <= now;
  }

  public long deadline() {
    return ackAt;
  }

  /** A new connection: nothing has arrived on it. */
  void restart() {
    pending = 0;
    ackAt = Long.MAX_VALUE;
    received.told();
  }

  // --- what ---

  /**
   * Writes an acknowledgement if one waits and {@code room} is enough for it.
   *
   * @return its length, or 0
   */
  public int write(long now, MemorySegment segment, long at, int room) {
    if (pending == 0 || room < ACK_HEADER) {
      return 0;
    }
    int most = Math.min(ReceivedPackets.MOST_RANGES, (room - ACK_HEADER - 4 * ACK_STREAM) / 8);
    if (most <= 0) {
      return 0;
    }
    long largest = received.largest();
    segment.set(Wire.LONG, at, largest);
    segment.set(Wire.INT, at + 8, (int) Math.min(Integer.MAX_VALUE, (now - largestAt) / 1_000));
    int ranges = largest < 0 ? 0 : received.write(segment, at + ACK_HEADER, most);
    long to = at + ACK_HEADER + (ranges == 0 ? 0 : 8L * ranges - 4);
    name((int) Math.min(MOST_STREAMS, (at + room - to) / ACK_STREAM));
    for (int i = 0; i < windows; i++) {
      ReceiveStream stream = Objects.requireNonNull(named[i]);
      segment.set(Wire.SHORT, to, (short) stream.id);
      segment.set(Wire.LONG, to + 2, stream.limit());
      segment.set(Wire.LONG, to + 10, stream.consecutive());
      segment.set(Wire.LONG, to + 18, stream.marks.processed());
      to += ACK_STREAM;
    }
    writtenAt = now;
    segment.set(Wire.BYTE, at + 12, (byte) ranges);
    segment.set(Wire.BYTE, at + 13, (byte) windows);
    segment.set(Wire.SHORT, at + 14, (short) 0);
    return (int) (to - at);
  }

  /**
   * Chooses the streams to name. One has its turn whatever there is to tell of others, since the
   * acknowledgement that told of it may have been lost; then come those that wait to be told of.
   */
  private void name(int most) {
    windows = 0;
    turned = turn;
    nameInTurn(Math.min(1, most));
    for (ReceiveStream stream = news.first();
        stream != null && windows < most;
        stream = stream.tellsNext) {
      if (stream.news) {
        name(stream);
      }
    }
    nameInTurn(most);
  }

  private void nameInTurn(int most) {
    int highest = streams.highest();
    for (int i = 0; i < highest && windows < most; i++) {
      turned = turned + 1 < highest ? turned + 1 : 0;
      ReceiveStream stream = streams.get(turned);
      if (stream != null) {
        name(stream);
      }
    }
  }

  private void name(ReceiveStream stream) {
    for (int i = 0; i < windows; i++) {
      if (named[i] == stream) {
        return;
      }
    }
    named[windows++] = stream;
  }

  /**
   * The acknowledgement that was written last is on its way. Another one follows at once if there
   * are streams that it had no room for: the sender would not ask, as long as others flow.
   */
  public void told() {
    for (int i = 0; i < windows; i++) {
      Objects.requireNonNull(named[i]).news = false;
    }
    turn = turned;
    boolean all = news.isEmpty();
    pending = all ? 0 : 1;
    ackAt = all ? Long.MAX_VALUE : writtenAt;
    received.told();
  }
}
