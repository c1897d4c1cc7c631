package dev.faultline.chaos.api;

import static dev.faultline.chaos.api.Attribute.choice;
import static dev.faultline.chaos.api.Attribute.decimal;
import static dev.faultline.chaos.api.Attribute.flag;
import static dev.faultline.chaos.api.Attribute.whole;
import static dev.faultline.chaos.api.Attribute.wholes;

import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.DatagramFault;
import dev.faultline.chaos.toxic.LatencyShape;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A type of toxic as the interface knows it.
 *
 * @param name as it is spelled
 * @param attributes in the order in which they are shown
 * @param make makes the toxic
 */
record ToxicType(String name, List<Attribute> attributes, Function<Attributes, Toxic> make) {
  private static final List<String> SHAPES =
      List.of("uniform", "normal", "pareto", "sine", "square", "trace");

  /** All types: Toxiproxy's eight first. */
  static final List<ToxicType> ALL =
      List.of(
          new ToxicType(
              "latency",
              List.of(
                  whole("latency", "how long each chunk waits, in ms"),
                  whole("jitter", "how much longer or shorter, in ms, as the shape says"),
                  choice("shape", SHAPES, "how the waits are spread"),
                  decimal("correlation", 0, "of neighbours: uniform, normal, pareto; 0 to 1"),
                  decimal("alpha", 3, "of pareto: the smaller, the heavier is the tail"),
                  whole("period", 1_000, "of sine and square, in ms"),
                  wholes("trace", "of trace: recorded waits in ms, used again and again")),
              ToxicType::latency),
          new ToxicType(
              "bandwidth",
              List.of(
                  whole("rate", "in 1,000 bytes a second"),
                  flag("shared", "whether all connections that it bites share the rate")),
              with -> new Toxic.Bandwidth(with.whole("rate"), with.flag("shared"))),
          new ToxicType(
              "slow_close",
              List.of(whole("delay", "how long the end of the data waits, in ms")),
              with -> new Toxic.SlowClose(with.whole("delay"))),
          new ToxicType(
              "timeout",
              List.of(whole("timeout", "when the connection is closed, in ms; 0 for never")),
              with -> new Toxic.Timeout(with.whole("timeout"))),
          new ToxicType(
              "reset_peer",
              List.of(whole("timeout", "when the connection is reset, in ms")),
              with -> new Toxic.ResetPeer(with.whole("timeout"))),
          new ToxicType(
              "slicer",
              List.of(
                  whole("average_size", "of a piece, in bytes"),
                  whole("size_variation", "how much longer or shorter, in bytes"),
                  whole("delay", "between pieces, in us")),
              with ->
                  new Toxic.Slicer(
                      with.whole("average_size"),
                      with.whole("size_variation"),
                      with.whole("delay"))),
          new ToxicType(
              "limit_data",
              List.of(whole("bytes", "how many pass before the connection is closed")),
              with -> new Toxic.LimitData(with.whole("bytes"))),
          new ToxicType("noop", List.of(), with -> new Toxic.Noop()),
          new ToxicType(
              "stall",
              List.of(whole("duration", "in ms; 0 until it is removed")),
              with -> new StreamFault.Stall(with.whole("duration"))),
          new ToxicType(
              "half_open",
              List.of(whole("after", "how many bytes pass before")),
              with -> new StreamFault.HalfOpen(with.whole("after"))),
          new ToxicType(
              "corrupt",
              List.of(decimal("probability", 0, "of each byte, that one of its bits is flipped")),
              with -> new StreamFault.Corrupt(with.decimal("probability"))),
          new ToxicType(
              "loss_stall",
              List.of(
                  decimal("probability", 0, "of each segment of 1448 bytes, below 1"),
                  whole("rto", 200, "the first retransmission time, in ms; it doubles")),
              with -> new StreamFault.LossStall(with.decimal("probability"), with.whole("rto"))),
          new ToxicType("refuse", List.of(), with -> new ConnectFault.Refuse()),
          new ToxicType("connect_reset", List.of(), with -> new ConnectFault.ConnectReset()),
          new ToxicType(
              "slow_connect",
              List.of(whole("delay", "before the server is dialled, in ms")),
              with -> new ConnectFault.SlowConnect(with.whole("delay"))),
          new ToxicType("connect_never", List.of(), with -> new ConnectFault.ConnectNever()),
          new ToxicType(
              "loss",
              List.of(
                  decimal("probability", 0, "of each datagram"),
                  decimal("correlation", 0, "how likely a datagram shares the fate before it")),
              with ->
                  new DatagramFault.Loss(with.decimal("probability"), with.decimal("correlation"))),
          new ToxicType(
              "duplicate",
              List.of(decimal("probability", 0, "of each datagram")),
              with -> new DatagramFault.Duplicate(with.decimal("probability"))),
          new ToxicType(
              "reorder",
              List.of(
                  decimal("probability", 0, "of each datagram, that later ones overtake it"),
                  whole("delay", 10, "how long it waits, in ms")),
              with -> new DatagramFault.Reorder(with.decimal("probability"), with.whole("delay"))));

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
