package dev.faultline.cli.measure;

/**
 * What a pair of sides is to carry.
 *
 * @param messageBytes of each message, at least 8
 * @param loss the share of packets, of either direction, that are lost on the way
 */
public record Setup(int messageBytes, double loss) {
  /** The size of packets for all that send packets: an Ethernet's, as Aeron chooses by itself. */
  public static final int PACKET_BYTES = 1408;

  /** How much may be on the way. */
  public static final int WINDOW_BYTES = 2 << 20;

  /** Of the losses. */
  public static final long SEED = 42;

  /** Checks the values. */
  public Setup {
    if (messageBytes < 8 || messageBytes > 1 << 20) {
      throw new IllegalArgumentException(
          "a message of " + messageBytes + " bytes, expected 8 to 1048576");
    }
    if (!(loss >= 0 && loss < 1)) {
      throw new IllegalArgumentException("a loss of " + loss + ", expected 0 to less than 1");
    }
  }
}
