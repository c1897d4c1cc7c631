package dev.faultline.chaos.toxic;

/**
 * A toxic with its name and the traffic that it affects.
 *
 * @param name unique in its proxy; see {@link Naming}
 * @param toxic what it does
 * @param stream the directions that it affects
 * @param streamText the stream as the client wrote it, which the interface returns
 * @param toxicity the share of connections that it affects, from 0 to 1
 * @param source which clients it affects
 * @param schedule when it is in effect
 */
public record ToxicSpec(
    String name,
    Toxic toxic,
    Stream stream,
    String streamText,
    float toxicity,
    SourceMatch source,
    Schedule schedule) {
  public ToxicSpec {
    if (!(toxicity >= 0 && toxicity <= 1)) {
      throw new AttributeException("toxicity", toxicity, "0 to 1");
    }
    if (!Naming.isName(name)) {
      throw new AttributeException("name", "'" + Naming.shown(name) + "'", Naming.EXPECTED);
    }
    if (toxic instanceof ConnectFault.Refuse) {
      if (toxicity != 1) {
        throw new AttributeException("toxicity", toxicity, "1, since refuse strikes all clients");
      }
      if (!source.networks().isEmpty()) {
        throw new AttributeException(
            "match.source", source.networks(), "none, since refuse strikes all clients");
      }
    }
  }

  /** A toxic that affects the share {@code toxicity} of all connections, always. */
  public ToxicSpec(String name, Toxic toxic, Stream stream, float toxicity) {
    this(name, toxic, stream, stream.text(), toxicity, SourceMatch.ALL, Schedule.ALWAYS);
  }

  /** A toxic that affects the share {@code toxicity} of all connections, always. */
  public ToxicSpec(String name, Toxic toxic, Direction direction, float toxicity) {
    this(name, toxic, Stream.of(direction), toxicity);
  }

  /**
   * A toxic that affects every connection, named for what it does, such as {@code
   * latency_upstream}.
   */
  public static ToxicSpec of(Toxic toxic, Direction direction) {
    return of(toxic, Stream.of(direction));
  }

  /** A toxic that affects every connection, named for what it does, such as {@code stall_both}. */
  public static ToxicSpec of(Toxic toxic, Stream stream) {
    return new ToxicSpec(toxic.type() + "_" + stream.text(), toxic, stream, 1);
  }

  /** A copy for clients with these addresses only. */
  public ToxicSpec from(SourceMatch clients) {
    return new ToxicSpec(name, toxic, stream, streamText, toxicity, clients, schedule);
  }

  /** A copy that is in effect at these times only. */
  public ToxicSpec during(Schedule times) {
    return new ToxicSpec(name, toxic, stream, streamText, toxicity, source, times);
  }
}
