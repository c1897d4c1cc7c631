package dev.faultline.link.recovery;

/**
 * How far apart packets overtake each other on a path, in packets and in eighths of a round trip: a
 * packet that is further behind counts as lost (RFC 9002 section 6.1). Grows when a packet was
 * wrongly declared lost, as in RACK (RFC 8985).
 */
public final class Reordering {
  /** Packets overtake each other by fewer than so many, as far as is known. */
  public static final int LEAST_PACKETS = 3;

  private static final int MOST_PACKETS = 1 << 12;
  private static final int MOST_EIGHTHS = 8;

  /** After so many losses without a false one it is what it was at first. */
  private static final int FORGIVEN_AFTER = 16;

  private int packets = LEAST_PACKETS;
  private int eighths = 1;

  /** Losses since a packet was last given up wrongly. */
  private int losses;

  /** A packet that is so many behind one that has arrived counts as lost. */
  public int packets() {
    return packets;
  }

  /**
   * How long a packet may stay out after a younger one arrived, when a round trip takes so long.
   */
  public long nanos(long roundTripNanos) {
    return roundTripNanos * (8 + eighths) / 8;
  }

  /** A packet that was given up has arrived after all, so many behind the youngest. */
  public void wasLate(long distance) {
    packets = (int) Math.min(MOST_PACKETS, Math.max(packets, distance));
    eighths = Math.min(MOST_EIGHTHS, eighths + 1);
    losses = 0;
  }

  /** Packets were given up. */
  public void wasLost() {
    if (++losses == FORGIVEN_AFTER) {
      packets = LEAST_PACKETS;
      eighths = 1;
      losses = 0;
    }
  }
}
