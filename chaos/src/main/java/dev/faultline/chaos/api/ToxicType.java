package dev.faultline.chaos.api;

import static dev.faultline.chaos.api.Attribute.choice;
import static dev.faultline.chaos.api.Attribute.decimal;
import static dev.faultline.chaos.api.Attribute.flag;
import static dev.faultline.chaos.api.Attribute.whole;
import static dev.faultline.chaos.api.Attribute.wholes;

import dev.faultline.chaos.Protocol;
import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.DatagramFault;
import dev.faultline.chaos.toxic.LatencyShape;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A type of toxic as the interface knows it.
 *
 * @param name as it is spelled
 * @param summary what it does, in a few words
 * @param carriers the protocols of proxies that take it
 * @param attributes in the order in which they are shown
 * @param make makes the toxic
 */
record ToxicType(
    String name,
    String summary,
    List<Protocol> carriers,
    List<Attribute> attributes,
    Function<Attributes, Toxic> make) {
  private static final List<Protocol> ANY = List.of(Protocol.TCP, Protocol.UDP, Protocol.HTTP);
  private static final List<Protocol> STREAMS = List.of(Protocol.TCP, Protocol.HTTP);
  private static final List<Protocol> DATAGRAMS = List.of(Protocol.UDP);

  private static final List<String> SHAPES =
      List.of("uniform", "normal", "pareto", "sine", "square", "trace");

  /** All types: Toxiproxy's eight first. */
  static final List<ToxicType> ALL =
      all(
          List.of(
              new ToxicType(
                  "latency",
                  "data waits",
                  ANY,
                  List.of(
                      whole("latency", "ms", "how long each chunk waits"),
                      whole("jitter", "ms", "how much longer or shorter, as the shape says"),
                      choice("shape", SHAPES, "how the waits are spread"),
                      decimal(
                          "correlation",
                          0,
                          Range.SHARE,
                          "of neighbours, where the shape is uniform, normal or pareto"),
                      decimal(
                          "alpha",
                          3,
                          Range.above(0, 1_000),
                          "of pareto: the smaller, the heavier is the tail"),
                      whole("period", 1_000, Range.POSITIVE, "ms", "of sine and square"),
                      wholes("trace", "ms", "of trace: recorded waits, used again and again")),
                  ToxicType::latency),
              new ToxicType(
                  "bandwidth",
                  "data passes at a limited rate",
                  ANY,
                  List.of(
                      whole("rate", "kB/s", "of 1,000 bytes; 0 lets nothing pass"),
                      flag("shared", "whether all connections that it bites share the rate")),
                  with -> new Toxic.Bandwidth(with.whole("rate"), with.flag("shared"))),
              new ToxicType(
                  "slow_close",
                  "the end of the data waits",
                  STREAMS,
                  List.of(whole("delay", "ms", "how long the end of the data waits")),
                  with -> new Toxic.SlowClose(with.whole("delay"))),
              new ToxicType(
                  "timeout",
                  "data is dropped, and after a while the connection is closed",
                  STREAMS,
                  List.of(whole("timeout", "ms", "when the connection is closed; 0 for never")),
                  with -> new Toxic.Timeout(with.whole("timeout"))),
              new ToxicType(
                  "reset_peer",
                  "data is dropped, and after a while both peers see a reset",
                  STREAMS,
                  List.of(whole("timeout", "ms", "when the connection is reset")),
                  with -> new Toxic.ResetPeer(with.whole("timeout"))),
              new ToxicType(
                  "slicer",
                  "data arrives in small pieces",
                  STREAMS,
                  List.of(
                      whole(
                          "average_size",
                          0,
                          Range.POSITIVE,
                          "bytes",
                          "of a piece; has to be given"),
                      whole(
                          "size_variation",
                          "bytes",
                          "how much longer or shorter; less than average_size"),
                      whole("delay", "us", "between pieces")),
                  with ->
                      new Toxic.Slicer(
                          with.whole("average_size"),
                          with.whole("size_variation"),
                          with.whole("delay"))),
              new ToxicType(
                  "limit_data",
                  "so many bytes pass, then the connection is closed",
                  STREAMS,
                  List.of(whole("bytes", "bytes", "how many pass before the connection is closed")),
                  with -> new Toxic.LimitData(with.whole("bytes"))),
              new ToxicType("noop", "nothing", ANY, List.of(), with -> new Toxic.Noop()),
              new ToxicType(
                  "stall",
                  "nothing passes for a while, not even the end",
                  STREAMS,
                  List.of(whole("duration", "ms", "how long; 0 until it is removed")),
                  with -> new StreamFault.Stall(with.whole("duration"))),
              new ToxicType(
                  "half_open",
                  "the peer has gone without a word",
                  STREAMS,
                  List.of(whole("after", "bytes", "how many pass before")),
                  with -> new StreamFault.HalfOpen(with.whole("after"))),
              new ToxicType(
                  "corrupt",
                  "single bits are flipped",
                  ANY,
                  List.of(
                      decimal(
                          "probability",
                          0,
                          Range.SHARE,
                          "of each byte, that one of its bits is flipped")),
                  with -> new StreamFault.Corrupt(with.decimal("probability"))),
              new ToxicType(
                  "loss_stall",
                  "what packet loss looks like inside TCP",
                  STREAMS,
                  List.of(
                      decimal("probability", 0, Range.below(0, 1), "of each segment of 1448 bytes"),
                      whole(
                          "rto",
                          200,
                          Range.of(1, StreamFault.LossStall.LONGEST_MILLIS),
                          "ms",
                          "the first retransmission time; it doubles")),
                  with ->
                      new StreamFault.LossStall(with.decimal("probability"), with.whole("rto"))),
              new ToxicType(
                  "refuse",
                  "the system refuses connections",
                  STREAMS,
                  List.of(),
                  with -> new ConnectFault.Refuse()),
              new ToxicType(
                  "connect_reset",
                  "connections are accepted and reset at once",
                  STREAMS,
                  List.of(),
                  with -> new ConnectFault.ConnectReset()),
              new ToxicType(
                  "slow_connect",
                  "the server is dialled later",
                  STREAMS,
                  List.of(whole("delay", "ms", "before the server is dialled")),
                  with -> new ConnectFault.SlowConnect(with.whole("delay"))),
              new ToxicType(
                  "connect_never",
                  "the server is never dialled",
                  STREAMS,
                  List.of(),
                  with -> new ConnectFault.ConnectNever()),
              new ToxicType(
                  "loss",
                  "datagrams are lost",
                  DATAGRAMS,
                  List.of(
                      decimal("probability", 0, Range.SHARE, "of each datagram"),
                      decimal(
                          "correlation",
                          0,
                          Range.SHARE,
                          "how likely a datagram shares the fate before it")),
                  with ->
                      new DatagramFault.Loss(
                          with.decimal("probability"), with.decimal("correlation"))),
              new ToxicType(
                  "duplicate",
                  "datagrams arrive twice",
                  DATAGRAMS,
                  List.of(decimal("probability", 0, Range.SHARE, "of each datagram")),
                  with -> new DatagramFault.Duplicate(with.decimal("probability"))),
              new ToxicType(
                  "reorder",
                  "datagrams wait, so that later ones overtake them",
                  DATAGRAMS,
                  List.of(
                      decimal(
                          "probability",
                          0,
                          Range.SHARE,
                          "of each datagram, that later ones overtake it"),
                      whole("delay", 10, Range.NOT_NEGATIVE, "ms", "how long it waits")),
                  with ->
                      new DatagramFault.Reorder(with.decimal("probability"), with.whole("delay")))),
          HttpToxics.TYPES);

  private static List<ToxicType> all(List<ToxicType> plain, List<ToxicType> ofHttp) {
    List<ToxicType> all = new ArrayList<>(plain);
    all.addAll(ofHttp);
    return List.copyOf(all);
  }

  private static Toxic latency(Attributes with) {
    double correlation = with.decimal("correlation");
    LatencyShape shape =
        switch (with.text("shape")) {
          case "uniform" -> new LatencyShape.Uniform(correlation);
          case "normal" -> new LatencyShape.Normal(correlation);
          case "pareto" -> new LatencyShape.Pareto(with.decimal("alpha"), correlation);
          case "sine" -> new LatencyShape.Sine(with.whole("period"));
          case "square" -> new LatencyShape.Square(with.whole("period"));
          case "trace" -> new LatencyShape.Trace(with.wholes("trace"));
          case String other -> throw new AssertionError("no shape is called " + other);
        };
    return new Toxic.Latency(with.whole("latency"), with.whole("jitter"), shape);
  }

  static Optional<ToxicType> named(String name) {
    return ALL.stream().filter(type -> type.name().equals(name)).findFirst();
  }
}
