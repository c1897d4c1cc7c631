package dev.faultline.bench.link;

/**
 * What a pair of sides is to carry.
 *
 * @param messageBytes of each message, at least 8
 * @param loss the share of packets, of either direction, that are lost on the way
 */
record Setup(int messageBytes, double loss) {
  /** The size of packets for all that send packets: an Ethernet's, as Aeron chooses by itself. */
  static final int PACKET_BYTES = 1408;

  static final int WINDOW_BYTES = 2 << 20;
  static final long SEED = 42;
}
