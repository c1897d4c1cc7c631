package dev.faultline.link;

import dev.faultline.link.recovery.ReceivedPackets;
import dev.faultline.link.wire.Nanos;
import dev.faultline.link.wire.TurnedBack;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a connection: takes data packets, and says in acknowledgements which
 * packets arrived and how much room the streams have.
 *
 * <p>An acknowledgement is {@code u64 largest packet, u32 microseconds since it came, u8 ranges, u8
 * streams, u16 0}, the ranges as {@link ReceivedPackets#write} has them, and for each stream {@code
 * u16 stream, u64 window, u64 consecutive, u64 processed}.
 */
final class Receiver {
  static final int ACK_HEADER = 16;
  static final int ACK_STREAM = 2 + 8 + 8 + 8;

  /** More would not fit into an acknowledgement; the others have their turn in the next one. */
  private static final int MOST_STREAMS = 8;

  /** After so long without data streams keep no memory that they do not need. */
  private static final long REST_NANOS = 500_000_000;

  /** Longest acknowledgement. */
  static final int LONGEST_ACK =
      ACK_HEADER + 8 * ReceivedPackets.MOST_RANGES + MOST_STREAMS * ACK_STREAM;

  private static final @Nullable ReceiveStream[] NONE = {};

  private final Halves session;
  private final LinkOptions options;
  private final Counters counters;
  private final ReceivedPackets received;

  /** By number, as far as any has come up. */
  private @Nullable ReceiveStream[] streams = NONE;

  private final List<ReceiveStream> logged = new ArrayList<>();

  /** The streams of which the sender has not been told all. */
  private final News news = new News();

  /** The streams that the acknowledgement names that was written last, and how many. */
  private final @Nullable ReceiveStream[] named = new ReceiveStream[MOST_STREAMS];

  private int windows;
  private final TurnedBack turnedBack = new TurnedBack();
  private final long ackDelay;
  private int highest;

  /** The stream that was named last in its turn, and what it will be once that is on its way. */
  private int turn;

  private int turned;

  /** When an acknowledgement was written last. */
  private long writtenAt;

  /** Packets that came since the last acknowledgement. */
  private int pending;

  private long ackAt = Long.MAX_VALUE;
  private long largestAt;

  /** When data came last, and whether streams may keep memory since. */
  private long dataAt;

  private boolean active;

  Receiver(Halves session, LinkOptions options, Counters counters) {
    this.session = session;
    this.options = options;
    this.counters = counters;
    received = new ReceivedPackets(session.rules().firstNumber());
    ackDelay = Nanos.of(options.ackDelay());
  }

  void onData(long now, MemorySegment segment, long at, int length) {
    int used = Short.toUnsignedInt(segment.get(Wire.SHORT, at + Wire.USED));
    if (Wire.FRAMES + used > length) {
      session.malformed();
      return;
    }
    ReceiveStream stream = streamOf(segment, at);
    if (stream != null) {
      long chunk = segment.get(Wire.LONG, at + Wire.CHUNK);
      long first = segment.get(Wire.LONG, at + Wire.FIRST);
      settle(now, segment, at, stream.accept(chunk, first, segment, at + Wire.FRAMES, used));
    }
  }

  /** A part of a chunk that was too long for its sender's path. */
  void onPart(long now, MemorySegment segment, long at, int length) {
    if (length <= Wire.FRAMES) {
      session.malformed();
      return;
    }
    int offset = Short.toUnsignedInt(segment.get(Wire.SHORT, at + Wire.PART_OFFSET));
    int total = Short.toUnsignedInt(segment.get(Wire.SHORT, at + Wire.PART_TOTAL));
    int bytes = length - Wire.FRAMES;
    if (offset % Wire.PART_BYTES != 0
        || bytes != Math.min(Wire.PART_BYTES, total - offset)
        || total > Wire.LONGEST_PACKET - Wire.FRAMES) {
      session.malformed();
      return;
    }
    ReceiveStream stream = streamOf(segment, at);
    if (stream != null) {
      long chunk = segment.get(Wire.LONG, at + Wire.CHUNK);
      long first = segment.get(Wire.LONG, at + Wire.FIRST);
      settle(
          now,
          segment,
          at,
          stream.acceptPart(chunk, first, offset, total, segment, at + Wire.FRAMES, bytes));
    }
  }

  /**
   * The stream of a packet with data that has not been here; null if the packet is to be dropped.
   */
  private @Nullable ReceiveStream streamOf(MemorySegment segment, long at) {
    int id = Short.toUnsignedInt(segment.get(Wire.SHORT, at + Wire.STREAM));
    int kind = segment.get(Wire.BYTE, at + Wire.FLAGS) & ~Wire.ACK_NOW & 0xFF;
    long packet = segment.get(Wire.LONG, at + Wire.PACKET);
    if (id >= options.streams()
        || !StreamKind.exists(kind)
        || segment.get(Wire.LONG, at + Wire.CHUNK) < 0
        || !plausible(packet)) {
      session.malformed();
      return null;
    }
    if (received.contains(packet)) {
      counters.duplicates++;
      return null;
    }
    StreamKind wanted = StreamKind.of(kind);
    if (wanted == StreamKind.LOGGED && !session.durable()) {
      session.malformed();
      return null;
    }
    ReceiveStream stream = stream(id, wanted);
    if (stream.kind != wanted) {
      session.malformed();
      return null;
    }
    return stream;
  }

  private void settle(long now, MemorySegment segment, long at, ReceiveStream.Outcome outcome) {
    long packet = segment.get(Wire.LONG, at + Wire.PACKET);
    dataAt = now;
    active = true;
    switch (outcome) {
      case TAKEN ->
          arrived(now, packet, (segment.get(Wire.BYTE, at + Wire.FLAGS) & Wire.ACK_NOW) != 0);
      case DUPLICATE -> {
        counters.duplicates++;
        arrived(now, packet, true);
      }
      case REFUSED -> {
        counters.refused++;
        news(now);
      }
      case STARVED -> {
        counters.refused++;
        turnedBack.add(packet);
        news(now);
      }
    }
  }

  void onPing(long now, long packet) {
    if (!plausible(packet)) {
      session.malformed();
    } else if (!received.contains(packet)) {
      arrived(now, packet, true);
    }
  }

  /** Packets for which there was no memory, of which the peer is still to be told. */
  TurnedBack turnedBack() {
    return turnedBack;
  }

  private boolean plausible(long packet) {
    return packet >= 0 && packet - received.largest() < 1 << 30;
  }

  private void arrived(long now, long packet, boolean atOnce) {
    boolean inOrder = received.add(packet);
    if (packet == received.largest()) {
      largestAt = now;
    }
    pending++;
    boolean due = atOnce || !inOrder || pending >= options.ackEvery();
    ackAt = Math.min(ackAt, due ? now : Nanos.after(now, ackDelay));
  }

  private ReceiveStream stream(int id, StreamKind kind) {
    if (id >= streams.length) {
      streams = Arrays.copyOf(streams, Math.max(id + 1, 2 * streams.length));
    }
    ReceiveStream stream = streams[id];
    if (stream == null) {
      stream = new ReceiveStream(id, kind, session, session.rules(), news);
      streams[id] = stream;
      highest = Math.max(highest, id + 1);
      if (kind == StreamKind.LOGGED) {
        logged.add(stream);
      }
    }
    return stream;
  }

  void resume(long now) {
    for (int i = 0; i < highest; i++) {
      ReceiveStream stream = streams[i];
      if (stream != null) {
        stream.resume();
        if (stream.news) {
          news(now);
        }
      }
    }
  }

  /** Has streams give back what they do not need when nothing has come for a while. */
  void rest(long now) {
    if (active && now - dataAt >= REST_NANOS) {
      active = false;
      received.rest();
      for (int i = 0; i < highest; i++) {
        ReceiveStream stream = streams[i];
        if (stream != null) {
          stream.giveBack();
        }
      }
    }
  }

  /** Tells the sender soon, even if no packet has arrived. */
  void news(long now) {
    pending++;
    ackAt = now;
  }

  boolean due(long now) {
    return ackAt <= now;
  }

  long deadline() {
    return ackAt;
  }

  /**
   * Writes an acknowledgement if one waits and {@code room} is enough for it.
   *
   * @return its length, or 0
   */
  int write(long now, MemorySegment segment, long at, int room) {
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
      segment.set(Wire.LONG, to + 18, stream.processed());
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
    for (int i = 0; i < highest && windows < most; i++) {
      turned = turned + 1 < highest ? turned + 1 : 0;
      ReceiveStream stream = streams[turned];
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
  void told() {
    for (int i = 0; i < windows; i++) {
      Objects.requireNonNull(named[i]).news = false;
    }
    turn = turned;
    boolean all = news.isEmpty();
    pending = all ? 0 : 1;
    ackAt = all ? Long.MAX_VALUE : writtenAt;
    received.told();
  }

  @Nullable ReceiveStream stream(int id) {
    return id >= 0 && id < streams.length ? streams[id] : null;
  }

  /** The stream with this number, which is logged, if it is not something else. */
  ReceiveStream logged(int id) {
    ReceiveStream stream = stream(id, StreamKind.LOGGED);
    if (!logged.contains(stream)) {
      throw new IllegalStateException("stream " + id + " is " + stream.kind + ", not logged");
    }
    return stream;
  }

  /** The logged streams, in the order in which they came up. */
  List<ReceiveStream> logged() {
    return logged;
  }

  void renumber() {
    logged.forEach(ReceiveStream::renumber);
  }

  void reconnected() {
    received.clear();
    turnedBack.clear();
    for (int i = 0; i < highest; i++) {
      ReceiveStream stream = streams[i];
      if (stream != null) {
        stream.forgetParts();
      }
    }
    pending = 0;
    ackAt = Long.MAX_VALUE;
    received.told();
  }

  /** Whether the application has not taken all that has arrived on streams that lose nothing. */
  boolean untaken() {
    for (int i = 0; i < highest; i++) {
      ReceiveStream stream = streams[i];
      if (stream != null && stream.untaken()) {
        return true;
      }
    }
    return false;
  }

  void buffers(Consumer<MemorySegment> to) {
    for (ReceiveStream stream : streams) {
      if (stream != null) {
        stream.buffers(to);
      }
    }
  }
}
