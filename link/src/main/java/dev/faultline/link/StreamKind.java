package dev.faultline.link;

import dev.faultline.link.storage.Storage;

/**
 * The guarantees of a stream, from weak to strong: each kind adds one to the kind before it. The
 * names are those of Cachin, Guerraoui and Rodrigues, chapter 2.
 */
public enum StreamKind {
  /**
   * Each message is sent once. <em>Fair loss</em>: a message that is sent infinitely often arrives
   * infinitely often. <em>Finite duplication</em>. <em>No creation</em>: every message that arrives
   * was sent, because corrupt packets are dropped.
   */
  FAIR_LOSS,
  /**
   * <em>Stubborn delivery</em>: each message is sent until it is acknowledged or its deadline has
   * passed. It arrives at least once if the network lets it through; it may arrive twice, and out
   * of order.
   */
  STUBBORN,
  /**
   * <em>Reliable delivery</em> and <em>no duplication</em>: each message arrives once while both
   * sides are up. It is delivered as soon as it arrives, possibly before older ones. A message must
   * fit into one packet.
   */
  UNORDERED,
  /** A perfect link with order: each message arrives once and in order, while both sides are up. */
  ORDERED,
  /**
   * Like {@link #ORDERED}, also across crashes and restarts of both sides: messages wait in a
   * durable outbox until the receiver has processed them durably. Needs a {@link Storage} on both
   * sides.
   */
  LOGGED
}
