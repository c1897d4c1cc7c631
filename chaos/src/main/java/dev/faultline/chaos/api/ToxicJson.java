package dev.faultline.chaos.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.toxic.AttributeException;
import dev.faultline.chaos.toxic.Direction;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Toxics as Toxiproxy's clients write and read them. */
final class ToxicJson {
  static final Set<String> KEYS = Set.of("name", "type", "stream", "toxicity", "attributes");

  private static final JsonObject NONE = new JsonObject();

  private ToxicJson() {}

  /** What a request says before its attributes are looked at. */
  record Head(String name, String type, Direction direction, String streamText) {}

  /** Reads name, type and stream, in the order in which Toxiproxy complains. */
  static Head head(Fields fields) throws ProxyException {
    String stream = fields.text("stream").orElse(Direction.DOWNSTREAM.text());
    Direction direction =
        Direction.named(stream).orElseThrow(() -> new ProxyException(Reason.INVALID_STREAM));
    String type = fields.text("type").orElse("");
    if (!attributesOf(type).isEmpty() || type.equals("noop")) {
      String name = fields.text("name").filter(text -> !text.isEmpty()).orElse(type + "_" + stream);
      return new Head(name, type, direction, stream);
    }
    throw new ProxyException(Reason.INVALID_TYPE);
  }

  /** Reads the rest of a request. */
  static ToxicSpec create(Head head, Fields fields) throws ProxyException {
    return spec(
        head.name(),
        toxic(head.type(), attributes(fields), NONE),
        head.direction(),
        head.streamText(),
        fields.share("toxicity").orElse(1f));
  }

  /** The toxic that an update makes of {@code now}: attributes that are not named stay. */
  static ToxicSpec update(ToxicSpec now, Fields fields) throws ProxyException {
    return spec(
        now.name(),
        toxic(now.toxic().type(), attributes(fields), attributes(now.toxic())),
        now.direction(),
        now.streamText(),
        fields.share("toxicity").orElse(now.toxicity()));
  }

  private static ToxicSpec spec(
      String name, Toxic toxic, Direction direction, String streamText, float toxicity)
      throws ProxyException {
    try {
      return new ToxicSpec(name, toxic, direction, streamText, toxicity);
    } catch (AttributeException e) {
      throw new ProxyException(Reason.INVALID_VALUE, String.valueOf(e.getMessage()));
    }
  }

  private static Fields attributes(Fields fields) throws ProxyException {
    JsonElement given = fields.value("attributes");
    return Fields.of("attributes", given == null ? NONE : given);
  }

  private static Toxic toxic(String type, Fields given, JsonObject before) throws ProxyException {
    given.only(Set.copyOf(attributesOf(type)));
    Values values = new Values(given, before);
    try {
      return switch (type) {
        case "latency" -> new Toxic.Latency(values.of("latency"), values.of("jitter"));
        case "bandwidth" -> new Toxic.Bandwidth(values.of("rate"));
        case "slow_close" -> new Toxic.SlowClose(values.of("delay"));
        case "timeout" -> new Toxic.Timeout(values.of("timeout"));
        case "reset_peer" -> new Toxic.ResetPeer(values.of("timeout"));
        case "slicer" ->
            new Toxic.Slicer(
                values.of("average_size"), values.of("size_variation"), values.of("delay"));
        case "limit_data" -> new Toxic.LimitData(values.of("bytes"));
        case "noop" -> new Toxic.Noop();
        default -> throw new ProxyException(Reason.INVALID_TYPE);
      };
    } catch (AttributeException e) {
      throw new ProxyException(Reason.INVALID_VALUE, String.valueOf(e.getMessage()));
    }
  }

  private record Values(Fields given, JsonObject before) {
    long of(String name) throws ProxyException {
      JsonElement old = before.get(name);
      return given.whole(name, old == null ? 0 : old.getAsLong());
    }
  }

  private static List<String> attributesOf(String type) {
    return switch (type) {
      case "latency" -> List.of("latency", "jitter");
      case "bandwidth" -> List.of("rate");
      case "slow_close" -> List.of("delay");
      case "timeout", "reset_peer" -> List.of("timeout");
      case "slicer" -> List.of("average_size", "size_variation", "delay");
      case "limit_data" -> List.of("bytes");
      default -> List.of();
    };
  }

  private static JsonObject attributes(Toxic toxic) {
    JsonObject json = new JsonObject();
    switch (toxic) {
      case Toxic.Latency latency -> {
        json.addProperty("latency", latency.latencyMillis());
        json.addProperty("jitter", latency.jitterMillis());
      }
      case Toxic.Bandwidth bandwidth -> json.addProperty("rate", bandwidth.kilobytesPerSecond());
      case Toxic.SlowClose slowClose -> json.addProperty("delay", slowClose.delayMillis());
      case Toxic.Timeout timeout -> json.addProperty("timeout", timeout.timeoutMillis());
      case Toxic.ResetPeer reset -> json.addProperty("timeout", reset.timeoutMillis());
      case Toxic.Slicer slicer -> {
        json.addProperty("average_size", slicer.averageBytes());
        json.addProperty("size_variation", slicer.variationBytes());
        json.addProperty("delay", slicer.delayMicros());
      }
      case Toxic.LimitData limit -> json.addProperty("bytes", limit.bytes());
      case Toxic.Noop noop -> {}
    }
    return json;
  }

  /** A toxic as the interface shows it. */
  static JsonObject of(ToxicSpec spec) {
    JsonObject json = new JsonObject();
    json.add("attributes", attributes(spec.toxic()));
    json.addProperty("name", spec.name());
    json.addProperty("type", spec.toxic().type().toLowerCase(Locale.ROOT));
    json.addProperty("stream", spec.streamText());
    json.add("toxicity", shortest(spec.toxicity()));
    return json;
  }

  /** 1 and not 1.0, as Go writes it. */
  private static JsonPrimitive shortest(float value) {
    return new JsonPrimitive(
        new BigDecimal(Float.toString(value)).stripTrailingZeros().toPlainString().equals("0")
            ? BigDecimal.ZERO
            : new BigDecimal(
                new BigDecimal(Float.toString(value)).stripTrailingZeros().toPlainString()));
  }
}
