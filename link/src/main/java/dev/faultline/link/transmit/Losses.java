package dev.faultline.link.transmit;

import dev.faultline.link.Distribution;
import dev.faultline.link.Histogram;
import dev.faultline.link.recovery.LiveCounters;
import dev.faultline.link.recovery.LossDetector;
import dev.faultline.link.recovery.SentPackets;
import dev.faultline.link.rules.Rules;
import dev.faultline.link.stream.SendStream;

/**
 * What is done about packets that count as lost: what they carried is sent again, and the
 * congestion control and the search for the path's packet length hear of it.
 */
public final class Losses {
  private final TransmitterHost session;
  private final LiveCounters counters;
  private final Rules rules;
  private final Flight flight;
  private final SentPackets sent;
  private final LossDetector detector = new LossDetector();
  private final Histogram bursts = new Histogram();

  Losses(TransmitterHost session, LiveCounters counters, Rules rules, Flight flight) {
    this.session = session;
    this.counters = counters;
    this.rules = rules;
    this.flight = flight;
    sent = flight.sent;
  }

  /** Which packets count as lost. */
  LossDetector detector() {
    return detector;
  }

  /** How many packets were lost at a time. */
  public Distribution bursts() {
    return bursts;
  }

  /** How long an older packet may stay out after a younger one arrived. */
  public long patience() {
    return detector.patience(flight.rtt);
  }

  /** Finds what is lost, now that this packet has arrived, or some time later. */
  void detect(long now, long largest) {
    detector.begin(flight.rtt);
    long youngestLost = -1;
    long before = counters.lost;
    for (long packet = sent.oldest; packet < largest; packet++) {
      if (sent.state(packet) == SentPackets.IN_FLIGHT
          && detector.lost(now, sent.sentNanos(packet), largest - packet)
          && lose(now, packet)) {
        youngestLost = packet;
      }
    }
    if (youngestLost >= 0) {
      bursts.record(counters.lost - before);
      counters.lossBursts.record(counters.lost - before);
      detector.wasLost();
      flight.congestion.lost(now, youngestLost, sent.next);
    }
    sent.advance();
    if (flight.path.suspectsBlackHole()) {
      fallBack(now);
    }
    detector.arrived(largest);
  }

  /** The oldest packet on the way counts as lost. */
  void loseOldest(long now) {
    lose(now, sent.oldest);
    sent.advance();
  }

  /** Counts a packet as lost. Returns whether that says something about congestion. */
  private boolean lose(long now, long packet) {
    int stream = sent.stream(packet);
    sent.settle(packet, SentPackets.LOST);
    if (stream == PacketSender.PATH_PROBE) {
      counters.pathProbesLost++;
      flight.path.probeLost(now, packet);
      return rules.congests(true);
    }
    counters.lost++;
    if (sent.bytes(packet) > flight.path.base()) {
      flight.path.lost(packet, sent.next);
    }
    if (stream != PacketSender.NO_STREAM) {
      SendStream sending = session.sending(stream);
      if (sending != null) {
        toSendAgain(sending, packet);
      }
    }
    return rules.congests(false);
  }

  /** What this packet carried has to be sent again, unless a younger one has it too. */
  void toSendAgain(SendStream stream, long packet) {
    int fragment = sent.fragment(packet);
    if (fragment < 0) {
      stream.chunks.lost(sent.chunk(packet), packet);
    } else {
      stream.fragments.lost(sent.chunk(packet), fragment, packet);
    }
  }

  /** The path carries only short packets: long ones on the way are lost, and so are later ones. */
  private void fallBack(long now) {
    if (!rules.fallsBack()) {
      return;
    }
    counters.blackHoles++;
    for (long packet = sent.oldest; packet < sent.next; packet++) {
      if (flight.tooLong(packet)) {
        lose(now, packet);
      }
    }
    sent.advance();
    flight.path.fallBack(now, sent.next);
    flight.mtuChanged();
  }
}
