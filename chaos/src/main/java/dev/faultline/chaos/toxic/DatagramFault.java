package dev.faultline.chaos.toxic;

/** A fault of single datagrams of a UDP proxy. Instances are immutable. */
public sealed interface DatagramFault extends Toxic {
  /**
   * Datagrams are lost.
   *
   * @param probability for each
   * @param correlation the probability that a datagram shares the fate of the one before it instead
   *     of getting a draw of its own: losses come in bursts, but the overall share of losses stays
   *     the same
   */
  record Loss(double probability, double correlation) implements DatagramFault {
    public Loss {
      Attributes.share(probability, "probability");
      Attributes.share(correlation, "correlation");
    }

    @Override
    public String type() {
      return "loss";
    }
  }

  /**
   * Datagrams arrive twice.
   *
   * @param probability for each
   */
  record Duplicate(double probability) implements DatagramFault {
    public Duplicate {
      Attributes.share(probability, "probability");
    }

    @Override
    public String type() {
      return "duplicate";
    }
  }

  /**
   * Datagrams wait, so that later ones overtake them.
   *
   * @param probability for each
   * @param delayMillis how long
   */
  record Reorder(double probability, long delayMillis) implements DatagramFault {
    public Reorder {
      Attributes.share(probability, "probability");
      Attributes.notNegative(delayMillis, "delay");
    }

    @Override
    public String type() {
      return "reorder";
    }
  }
}
