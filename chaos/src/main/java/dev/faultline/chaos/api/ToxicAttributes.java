package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.chaos.toxic.ConnectFault;
import dev.faultline.chaos.toxic.DatagramFault;
import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.LatencyShape;
import dev.faultline.chaos.toxic.StreamFault;
import dev.faultline.chaos.toxic.Toxic;

/** The attributes of toxics as the interface shows them. */
final class ToxicAttributes {
  private ToxicAttributes() {}

  /**
   * All attributes, also those that Toxiproxy's clients do not know and that have their defaults.
   */
  static JsonObject all(Toxic toxic) {
    JsonObject json = of(toxic);
    switch (toxic) {
      case Toxic.Latency latency -> addShape(json, latency.shape());
      case Toxic.Bandwidth bandwidth -> json.addProperty("shared", bandwidth.shared());
      default -> {
        // The others are shown whole.
      }
    }
    return json;
  }

  static JsonObject of(Toxic toxic) {
    JsonObject json = new JsonObject();
    switch (toxic) {
      case Toxic.Latency latency -> {
        json.addProperty("latency", latency.latencyMillis());
        json.addProperty("jitter", latency.jitterMillis());
        // Toxiproxy's own clients know these two only.
        if (!latency.shape().equals(LatencyShape.PLAIN)) {
          addShape(json, latency.shape());
        }
      }
      case Toxic.Bandwidth bandwidth -> {
        json.addProperty("rate", bandwidth.kilobytesPerSecond());
        if (bandwidth.shared()) {
          json.addProperty("shared", true);
        }
      }
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
      case StreamFault.Stall stall -> json.addProperty("duration", stall.durationMillis());
      case StreamFault.HalfOpen halfOpen -> json.addProperty("after", halfOpen.afterBytes());
      case StreamFault.Corrupt corrupt -> json.addProperty("probability", corrupt.probability());
      case StreamFault.LossStall loss -> {
        json.addProperty("probability", loss.probability());
        json.addProperty("rto", loss.timeoutMillis());
      }
      case ConnectFault.SlowConnect slow -> json.addProperty("delay", slow.delayMillis());
      case ConnectFault.Refuse refuse -> {}
      case ConnectFault.ConnectReset reset -> {}
      case ConnectFault.ConnectNever never -> {}
      case HttpFault fault -> HttpToxics.add(json, fault);
      case DatagramFault.Loss loss -> {
        json.addProperty("probability", loss.probability());
        json.addProperty("correlation", loss.correlation());
      }
      case DatagramFault.Duplicate duplicate ->
          json.addProperty("probability", duplicate.probability());
      case DatagramFault.Reorder reorder -> {
        json.addProperty("probability", reorder.probability());
        json.addProperty("delay", reorder.delayMillis());
      }
    }
    return json;
  }

  private static void addShape(JsonObject json, LatencyShape shape) {
    json.addProperty("shape", shape.text());
    switch (shape) {
      case LatencyShape.Uniform(double correlation) -> json.addProperty("correlation", correlation);
      case LatencyShape.Normal(double correlation) -> json.addProperty("correlation", correlation);
      case LatencyShape.Pareto(double alpha, double correlation) -> {
        json.addProperty("alpha", alpha);
        json.addProperty("correlation", correlation);
      }
      case LatencyShape.Sine(long period) -> json.addProperty("period", period);
      case LatencyShape.Square(long period) -> json.addProperty("period", period);
      case LatencyShape.Trace(var waits) -> {
        JsonArray array = new JsonArray();
        waits.forEach(array::add);
        json.add("trace", array);
      }
    }
  }
}
