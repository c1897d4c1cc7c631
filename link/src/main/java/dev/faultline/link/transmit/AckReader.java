package dev.faultline.link.transmit;

import dev.faultline.link.path.PathMtu;
import dev.faultline.link.receive.AckWriter;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.recovery.LossDetector;
import dev.faultline.link.recovery.Reordering;
import dev.faultline.link.recovery.SentPackets;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.stream.SendStream;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;

/** What the peer's acknowledgements mean, and its word of packets that it had no memory for. */
public final class AckReader {
  private final TransmitterHost session;
  private final LiveCounters counters;
  private final Rules rules;
  private final Flight flight;
  private final SentPackets sent;
  private final PathMtu path;
  private final Losses losses;
  private final LossDetector detector;

  AckReader(
      TransmitterHost session, LiveCounters counters, Rules rules, Flight flight, Losses losses) {
    this.session = session;
    this.counters = counters;
    this.rules = rules;
    this.flight = flight;
    sent = flight.sent;
    path = flight.path;
    this.losses = losses;
    detector = losses.detector();
  }

  /**
   * Takes an acknowledgement apart: which packets arrived, then the windows of the streams.
   *
   * @return false when it is malformed
   */
  public boolean acknowledged(long now, MemorySegment segment, long at, int length) {
    if (length < AckWriter.ACK_HEADER) {
      return false;
    }
    long largest = segment.get(Wire.LONG, at);
    long delay = Integer.toUnsignedLong(segment.get(Wire.INT, at + 8)) * 1_000;
    int ranges = Byte.toUnsignedInt(segment.get(Wire.BYTE, at + 12));
    int windows = Byte.toUnsignedInt(segment.get(Wire.BYTE, at + 13));
    long rangesEnd = at + AckWriter.ACK_HEADER + (ranges == 0 ? 0 : 8L * ranges - 4);
    if (rangesEnd + (long) windows * AckWriter.ACK_STREAM > at + length || largest >= sent.next) {
      return false;
    }
    if (ranges > 0) {
      packets(now, segment, at + AckWriter.ACK_HEADER, largest, ranges, delay);
    }
    for (int i = 0; i < windows; i++) {
      long window = rangesEnd + (long) i * AckWriter.ACK_STREAM;
      int id = Short.toUnsignedInt(segment.get(Wire.SHORT, window));
      SendStream stream = session.sending(id);
      if (stream != null) {
        stream.limit(segment.get(Wire.LONG, window + 2));
        if (!stream.trim(
            rules.forgettable(
                segment.get(Wire.LONG, window + 10), segment.get(Wire.LONG, window + 18)))) {
          session.malformed();
        }
      }
    }
    return true;
  }

  private void packets(
      long now, MemorySegment segment, long at, long largest, int ranges, long said) {
    long delay = said;
    long floor = Math.max(sent.floor(), sent.oldest - Reordering.LEAST_PACKETS * 64L);
    boolean largestIsNew = largest >= floor && sent.state(largest) == SentPackets.IN_FLIGHT;
    // Karn's rule: only the largest, newly acknowledged, and never sent before.
    boolean sampled =
        largestIsNew && flight.goesPresentWay(largest) && rules.sampled(sent.resent(largest));
    long rttNanos =
        sampled ? now - rules.sentNanos(sent.sentNanos(largest), firstSent(largest)) : 0;
    long bytes = 0;
    long to = largest;
    long from = at;
    for (int i = 0; i < ranges && to >= floor; i++) {
      if (i > 0) {
        to -= Integer.toUnsignedLong(segment.get(Wire.INT, from));
        from += Integer.BYTES;
      }
      long count = Integer.toUnsignedLong(segment.get(Wire.INT, from));
      from += Integer.BYTES;
      long low = Math.max(to - count + 1, floor);
      for (long packet = low; packet <= to; packet++) {
        byte state = sent.state(packet);
        if (state == SentPackets.IN_FLIGHT || state == SentPackets.LOST) {
          bytes += arrived(now, packet, state, largest);
        }
      }
      to -= count;
    }
    if (sampled) {
      if (delay > flight.rtt.smoothed() + flight.peerAckDelay) {
        rttNanos = flight.rtt.without(delay - flight.peerAckDelay, rttNanos);
        delay = flight.peerAckDelay;
      }
      flight.rtt.sample(rttNanos, delay);
    }
    if (bytes > 0) {
      flight.heard();
      flight.congestion.acknowledged(
          now, bytes, largest, sent.next, sampled ? rttNanos : Long.MAX_VALUE, flight.limited);
      flight.limited = false;
    }
    sent.advance();
    losses.detect(now, Math.max(largest, detector.largest()));
  }

  /** When the chunk of this packet was sent for the first time. */
  private long firstSent(long packet) {
    SendStream stream = sent.stream(packet) < 0 ? null : session.sending(sent.stream(packet));
    return stream == null || !stream.chunks.unacknowledged(sent.chunk(packet))
        ? sent.sentNanos(packet)
        : stream.chunks.firstSent(sent.chunk(packet));
  }

  private int arrived(long now, long packet, byte state, long largest) {
    int stream = sent.stream(packet);
    if (stream == PacketSender.PATH_PROBE) {
      pathProbeArrived(now, packet);
      return 0;
    }
    if (state == SentPackets.LOST) {
      // It was late, not lost: be slower to give up the next one.
      counters.spurious++;
      detector.wasLate(largest - packet + 1);
    }
    sent.settle(packet, SentPackets.ACKED);
    int length = sent.bytes(packet);
    if (length > path.base()) {
      path.arrived(packet);
    }
    if (stream != PacketSender.NO_STREAM) {
      SendStream sending = session.sending(stream);
      if (sending != null) {
        int fragment = sent.fragment(packet);
        if (fragment < 0) {
          sending.chunks.acknowledged(sent.chunk(packet));
        } else {
          sending.fragments.acknowledged(sent.chunk(packet), fragment);
        }
      }
    }
    return state == SentPackets.IN_FLIGHT ? length : 0;
  }

  private void pathProbeArrived(long now, long packet) {
    sent.settle(packet, SentPackets.ACKED);
    flight.heard();
    if (path.probeArrived(now, packet, (int) sent.chunk(packet))) {
      flight.mtuChanged();
    }
  }

  /** The peer had no memory for these packets: nothing was lost on the way, and no way is full. */
  public void turnedBack(long now, MemorySegment segment, long at, int length) {
    long largest = -1;
    for (int from = 0; from + Long.BYTES <= length; from += Long.BYTES) {
      long packet = segment.get(Wire.LONG, at + from);
      if (packet >= Math.max(sent.floor(), sent.oldest)
          && packet < sent.next
          && sent.state(packet) == SentPackets.IN_FLIGHT
          && sent.stream(packet) >= 0) {
        turnedBack(now, packet);
        largest = Math.max(largest, packet);
      }
    }
    sent.advance();
    if (largest >= 0) {
      // It was there, so those that left long before it are not on the way any more. But the word
      // of those that arrived besides comes behind this one.
      detector.arrived(largest);
      detector.lookAt(now + flight.peerAckDelay + losses.patience() / 8);
    }
  }

  private void turnedBack(long now, long packet) {
    sent.settle(packet, SentPackets.LOST);
    counters.turnedBack++;
    // It has been there and back.
    flight.heard();
    SendStream stream = session.sending(sent.stream(packet));
    if (stream != null) {
      losses.toSendAgain(stream, packet);
      stream.turnedBack(now, flight.rtt.smoothed(), sent.next);
    }
  }
}
