package dev.faultline.link.stream;

import dev.faultline.link.wire.Nanos;

/**
 * When a stream sends again after its receiver had no memory for a packet: one packet after a round
 * trip, then after twice as long, and so on, until one is accepted. Further packets would be
 * refused too, and would take room from other streams.
 */
public final class Holdback {
  public static final long SHORTEST_NANOS = 1_000_000;
  public static final long LONGEST_NANOS = 250_000_000;

  /** How long the present wait is; 0 when packets are taken. */
  private long waitNanos;

  private long until;
  private boolean waits;

  /** Packets from this one on have been sent since the first that was refused. */
  private long since;

  public void clear() {
    waitNanos = 0;
    waits = false;
  }

  /** Whether nothing is to be sent now. */
  public boolean waits() {
    return waits;
  }

  public long triesAgainAt() {
    return waits ? until : Long.MAX_VALUE;
  }

  public void turnedBack(long now, long roundTripNanos, long nextPacket) {
    if (waitNanos == 0) {
      waitNanos = Math.clamp(roundTripNanos, SHORTEST_NANOS, LONGEST_NANOS);
      since = nextPacket;
      waitFrom(now);
    }
  }

  public void tryAgain(long now) {
    if (waits && until <= now) {
      waits = false;
    }
  }

  /** A packet of the stream goes: while it is only tried whether it is taken, no other does. */
  public void sent(long now) {
    if (waitNanos > 0 && !waits) {
      waitNanos = Math.min(2 * waitNanos, LONGEST_NANOS);
      waitFrom(now);
    }
  }

  private void waitFrom(long now) {
    until = Nanos.after(now, waitNanos);
    waits = true;
  }

  /** A packet was taken. */
  public void arrived(long packet) {
    if (waitNanos > 0 && packet >= since) {
      clear();
    }
  }
}
