package dev.faultline.chaos.toxic;

/**
 * A toxic with its name and its place.
 *
 * @param name unique in its proxy
 * @param toxic what it does
 * @param direction which bytes it sees
 * @param streamText the direction as it was written, which the interface gives back
 * @param toxicity the share of connections that it bites, from 0 to 1
 */
public record ToxicSpec(
    String name, Toxic toxic, Direction direction, String streamText, float toxicity) {
  public ToxicSpec {
    if (!(toxicity >= 0 && toxicity <= 1)) {
      throw new AttributeException("toxicity", toxicity, "0 to 1");
    }
    if (name.isEmpty() || name.indexOf('/') >= 0) {
      throw new AttributeException("name", "'" + name + "'", "a name without '/'");
    }
  }

  /** A toxic that bites the share {@code toxicity} of all connections. */
  public ToxicSpec(String name, Toxic toxic, Direction direction, float toxicity) {
    this(name, toxic, direction, direction.text(), toxicity);
  }

  /**
   * A toxic that bites every connection, named for what it does, such as {@code latency_upstream}.
   */
  public static ToxicSpec of(Toxic toxic, Direction direction) {
    return new ToxicSpec(toxic.type() + "_" + direction.text(), toxic, direction, 1);
  }
}
