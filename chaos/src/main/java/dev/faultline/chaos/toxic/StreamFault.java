package dev.faultline.chaos.toxic;

/** Faults of a connection's bytes that Toxiproxy does not have. Instances are immutable. */
public sealed interface StreamFault extends Toxic {
  /**
   * Neither data nor the end of the data passes; all of it waits, and TCP slows the sender down.
   * Afterwards everything passes in order. On one direction this is a one-way partition.
   *
   * @param durationMillis from when it took effect; 0 until it is removed
   */
  record Stall(long durationMillis) implements StreamFault {
    public Stall {
      Attributes.notNegative(durationMillis, "duration");
    }

    @Override
    public String type() {
      return "stall";
    }
  }

  /**
   * The peer has disappeared silently: data, the end of the data and resets are all discarded. If
   * anything was discarded, removing the toxic resets the connection, like a peer that restarts and
   * no longer knows the connection.
   *
   * @param afterBytes how many bytes pass first
   */
  record HalfOpen(long afterBytes) implements StreamFault {
    public HalfOpen {
      Attributes.notNegative(afterBytes, "after");
    }

    @Override
    public String type() {
      return "half_open";
    }
  }

  /**
   * Single bits are flipped. Which ones depends on their place in the stream, not on how it is cut
   * into chunks.
   *
   * @param probability the probability for each byte that one of its bits is flipped
   */
  record Corrupt(double probability) implements StreamFault {
    public Corrupt {
      Attributes.share(probability, "probability");
    }

    @Override
    public String type() {
      return "corrupt";
    }
  }

  /**
   * The effect of packet loss inside a TCP connection: no data is missing, but the stream stalls
   * for a retransmission timeout. Each segment of {@link #SEGMENT_BYTES} is lost with the given
   * probability; so is each retransmission, and the timeout doubles each time, up to {@link
   * #LONGEST_MILLIS}.
   *
   * @param probability for each segment, below 1
   * @param timeoutMillis the first retransmission timeout
   */
  record LossStall(double probability, long timeoutMillis) implements StreamFault {
    /** The payload of a segment on Ethernet (RFC 879 with timestamps). */
    public static final int SEGMENT_BYTES = 1448;

    /** Linux's upper limit of the retransmission timeout. */
    public static final long LONGEST_MILLIS = 120_000;

    public LossStall {
      if (!(probability >= 0 && probability < 1)) {
        throw new AttributeException("probability", probability, "0 or more, and below 1");
      }
      if (timeoutMillis < 1 || timeoutMillis > LONGEST_MILLIS) {
        throw new AttributeException("rto", timeoutMillis, "1 to " + LONGEST_MILLIS);
      }
    }

    @Override
    public String type() {
      return "loss_stall";
    }
  }
}
