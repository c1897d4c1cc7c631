package dev.faultline.link;

import dev.faultline.link.storage.Storage;

/**
 * What a stream promises: the rungs of the ladder, each with one guarantee more. The names are
 * those of Cachin, Guerraoui and Rodrigues, chapter 2.
 */
public enum StreamKind {
  /**
   * Each message is sent once. <em>Fair loss</em>: of messages sent again and again some arrive.
   * <em>Finite duplication</em>, <em>no creation</em>: what arrives was sent, for corruption is
   * loss.
   */
  FAIR_LOSS(0),
  /**
   * <em>Stubborn delivery</em>: each message is sent until it is acknowledged or its deadline has
   * passed, so it arrives at least once if the network lets it; it may arrive twice, and out of
   * order.
   */
  STUBBORN(1),
  /**
   * <em>Reliable delivery</em> and <em>no duplication</em>: each message arrives once as long as
   * both sides live, as soon as it is there, which may be before older ones. Messages have to fit
   * into a packet.
   */
  UNORDERED(2),
  /** A perfect link with order: each message arrives once and in order, as long as both live. */
  ORDERED(3),
  /**
   * The same across crashes and restarts of both sides: messages wait in a durable outbox until the
   * receiver has processed them durably. Needs a {@link Storage} on both sides.
   */
  LOGGED(4);

  private static final StreamKind[] ALL = values();

  private final byte code;

  StreamKind(int code) {
    this.code = (byte) code;
  }

  /** How packets say it. */
  byte code() {
    return code;
  }

  static StreamKind of(int code) {
    return ALL[code];
  }

  static boolean exists(int code) {
    return code >= 0 && code < ALL.length;
  }
}
