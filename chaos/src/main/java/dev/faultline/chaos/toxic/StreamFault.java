package dev.faultline.chaos.toxic;

/** What Toxiproxy cannot do to the bytes of a connection. Instances are immutable. */
public sealed interface StreamFault extends Toxic {
  /**
   * Nothing passes, neither data nor its end; all of it waits, and the sender is slowed down by
   * TCP. Afterwards everything passes in order. On one direction this is the one-way cut.
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
   * The peer has gone without a word: what is sent is swallowed, and so are the end of the data and
   * a reset. Where something was swallowed, removing it resets the connection, as a peer does that
   * has come back and knows nothing of it.
   *
   * @param afterBytes how many bytes pass before
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
   * @param probability for each byte, that one of its bits is flipped
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
   * What the loss of packets looks like inside a TCP connection: nothing is missing, but the stream
   * stands still for a retransmission time. Each segment of {@link #SEGMENT_BYTES} is lost with the
   * given probability; so is each retransmission, and the time doubles each time, up to {@link
   * #LONGEST_MILLIS}.
   *
   * @param probability for each segment, below 1
   * @param timeoutMillis the first retransmission time
   */
  record LossStall(double probability, long timeoutMillis) implements StreamFault {
    /** What a segment carries on an Ethernet (RFC 879 with timestamps). */
    public static final int SEGMENT_BYTES = 1448;

    /** Linux' bound of the retransmission time. */
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
