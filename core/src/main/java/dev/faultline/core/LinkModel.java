package dev.faultline.core;

/**
 * What the links may do to a datagram.
 *
 * @param loss messages may be lost, fairly: a message that is sent again and again arrives
 *     eventually. A partition is loss where this is allowed, and delay where it is not
 * @param duplication a message may arrive a finite number of times
 * @param reordering messages may overtake each other
 * @param corruption bytes may change on the way
 */
public record LinkModel(boolean loss, boolean duplication, boolean reordering, boolean corruption) {
  /** Reliable and in order. */
  public static final LinkModel PERFECT = new LinkModel(false, false, false, false);

  /** Fair-loss links: loss, finite duplication and reordering; corruption is left out. */
  public static final LinkModel FAIR_LOSS = new LinkModel(true, true, true, false);
}
