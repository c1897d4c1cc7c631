package dev.faultline.link.receive;

import dev.faultline.link.LinkOptions;
import dev.faultline.link.StreamKind;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.recovery.ReceivedPackets;
import dev.faultline.link.wire.KindCode;
import dev.faultline.link.wire.TurnedBack;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a connection: takes data packets, of which the {@link AckWriter} tells the
 * sender.
 */
public final class Receiver {
  /** After so long without data streams keep no memory that they do not need. */
  private static final long REST_NANOS = 500_000_000;

  private final ReceiverHost session;
  private final LinkOptions options;
  private final LiveCounters counters;
  private final ReceivedPackets received;
  private final IncomingStreams streams;
  private final AckWriter acks;

  private final TurnedBack turnedBack = new TurnedBack();

  /** When data came last, and whether streams may keep memory since. */
  private long dataAt;

  private boolean active;

  public Receiver(ReceiverHost session, LinkOptions options, LiveCounters counters) {
    this.session = session;
    this.options = options;
    this.counters = counters;
    received = new ReceivedPackets(session.rules().firstNumber());
    News news = new News();
    streams = new IncomingStreams(session, news);
    acks = new AckWriter(streams, received, news, options);
  }

  /** The streams that the peer sends on. */
  public IncomingStreams streams() {
    return streams;
  }

  /** What the sender is told. */
  public AckWriter acks() {
    return acks;
  }

  public void onData(long now, MemorySegment segment, long at, int length) {
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

  /** A fragment of a chunk that was too long for its sender's path. */
  public void onFragment(long now, MemorySegment segment, long at, int length) {
    if (length <= Wire.FRAMES) {
      session.malformed();
      return;
    }
    int offset = Short.toUnsignedInt(segment.get(Wire.SHORT, at + Wire.FRAGMENT_OFFSET));
    int total = Short.toUnsignedInt(segment.get(Wire.SHORT, at + Wire.FRAGMENT_TOTAL));
    int bytes = length - Wire.FRAMES;
    if (offset % Wire.FRAGMENT_BYTES != 0
        || bytes != Math.min(Wire.FRAGMENT_BYTES, total - offset)
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
          stream.acceptFragment(chunk, first, offset, total, segment, at + Wire.FRAMES, bytes));
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
        || !KindCode.exists(kind)
        || segment.get(Wire.LONG, at + Wire.CHUNK) < 0
        || !plausible(packet)) {
      session.malformed();
      return null;
    }
    if (received.contains(packet)) {
      counters.duplicates++;
      return null;
    }
    StreamKind wanted = KindCode.read(kind);
    if (wanted == StreamKind.LOGGED && !session.durable()) {
      session.malformed();
      return null;
    }
    ReceiveStream stream = streams.get(id, wanted);
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
          acks.arrived(now, packet, (segment.get(Wire.BYTE, at + Wire.FLAGS) & Wire.ACK_NOW) != 0);
      case DUPLICATE -> {
        counters.duplicates++;
        acks.arrived(now, packet, true);
      }
      case REFUSED -> {
        counters.refused++;
        acks.news(now);
      }
      case STARVED -> {
        counters.refused++;
        turnedBack.add(packet);
        acks.news(now);
      }
    }
  }

  public void onPing(long now, long packet) {
    if (!plausible(packet)) {
      session.malformed();
    } else if (!received.contains(packet)) {
      acks.arrived(now, packet, true);
    }
  }

  /** Packets for which there was no memory, of which the peer is still to be told. */
  public TurnedBack turnedBack() {
    return turnedBack;
  }

  private boolean plausible(long packet) {
    return packet >= 0 && packet - received.largest() < 1 << 30;
  }

  public void resume(long now) {
    for (int i = 0; i < streams.highest(); i++) {
      ReceiveStream stream = streams.get(i);
      if (stream != null) {
        stream.resume();
        if (stream.news) {
          acks.news(now);
        }
      }
    }
  }

  /** Has streams give back what they do not need when nothing has come for a while. */
  public void rest(long now) {
    if (active && now - dataAt >= REST_NANOS) {
      active = false;
      received.rest();
      streams.giveBack();
    }
  }

  public void renumber() {
    streams.logged().forEach(ReceiveStream::renumber);
  }

  public void reconnected() {
    received.clear();
    turnedBack.clear();
    streams.forgetFragments();
    acks.restart();
  }
}
