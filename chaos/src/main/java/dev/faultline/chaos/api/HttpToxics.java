package dev.faultline.chaos.api;

import static dev.faultline.chaos.api.Attribute.choice;
import static dev.faultline.chaos.api.Attribute.decimal;
import static dev.faultline.chaos.api.Attribute.flag;
import static dev.faultline.chaos.api.Attribute.text;
import static dev.faultline.chaos.api.Attribute.texts;
import static dev.faultline.chaos.api.Attribute.whole;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.chaos.Protocol;
import dev.faultline.chaos.toxic.HttpFault;
import dev.faultline.chaos.toxic.RequestMatch;
import dev.faultline.chaos.toxic.Toxic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The types of toxics for HTTP: each has its own attributes, and those of which requests. */
final class HttpToxics {
  private static final List<String> SIDES = List.of("response", "request");

  private static final List<Attribute> MATCH =
      List.of(
          text("method", "only requests with this method; empty for all"),
          text("path", "only this path, without the query; * stands for anything"),
          text("header", "only with this header, 'Name: value' or 'Name'; * stands for anything"),
          decimal("probability", 1, Range.SHARE, "of each request that fits"),
          whole("at_most", "requests", "how many it strikes at a time; 0 for any number"));

  static final List<ToxicType> TYPES =
      List.of(
          type(
              "http_status",
              "the client gets this answer, and not the server's",
              List.of(
                  whole("status", 503, Range.of(200, 599), "", "of the answer"),
                  text("body", "of the answer"),
                  forward()),
              with ->
                  new HttpFault.Status(
                      match(with), with.whole("status"), with.text("body"), with.flag("forward"))),
          type(
              "http_headers",
              "headers are set and removed",
              List.of(
                  choice("of", SIDES, "whose headers"),
                  texts("set", "'Name: value'"),
                  texts("remove", "names")),
              with ->
                  new HttpFault.Headers(
                      match(with),
                      with.text("of").equals("request"),
                      with.texts("set"),
                      with.texts("remove"))),
          type(
              "http_delay",
              "the answer waits",
              List.of(whole("delay", "ms", "how long")),
              with -> new HttpFault.Delay(match(with), with.whole("delay"))),
          type(
              "http_empty",
              "the connection ends where the answer should be",
              List.of(forward()),
              with -> new HttpFault.Empty(match(with), with.flag("forward"))),
          type(
              "http_garble",
              "the answer is bytes that mean nothing",
              List.of(
                  whole("bytes", 100, Range.of(1, HttpFault.Garble.MOST), "bytes", "how many"),
                  forward()),
              with -> new HttpFault.Garble(match(with), with.whole("bytes"), with.flag("forward"))),
          type(
              "http_dribble",
              "the body of the answer comes in drops",
              List.of(
                  whole("bytes", 1, Range.POSITIVE, "bytes", "of a drop"),
                  whole("delay", 100, Range.NOT_NEGATIVE, "ms", "between drops")),
              with ->
                  new HttpFault.Dribble(match(with), with.whole("bytes"), with.whole("delay"))));

  private HttpToxics() {}

  private static Attribute forward() {
    return flag("forward", "whether the server gets the request all the same");
  }

  private static ToxicType type(
      String name, String summary, List<Attribute> own, Function<Attributes, Toxic> make) {
    List<Attribute> all = new ArrayList<>(own);
    all.addAll(MATCH);
    return new ToxicType(name, summary, List.of(Protocol.HTTP), List.copyOf(all), make);
  }

  private static RequestMatch match(Attributes with) {
    return new RequestMatch(
        with.text("method"),
        with.text("path"),
        with.text("header"),
        with.decimal("probability"),
        with.whole("at_most"));
  }

  /** Adds the attributes of a fault, as the interface shows them. */
  static void add(JsonObject json, HttpFault fault) {
    switch (fault) {
      case HttpFault.Status status -> {
        json.addProperty("status", status.status());
        json.addProperty("body", status.body());
        json.addProperty("forward", status.forward());
      }
      case HttpFault.Headers headers -> {
        json.addProperty("of", SIDES.get(headers.ofRequest() ? 1 : 0));
        json.add("set", array(headers.set()));
        json.add("remove", array(headers.remove()));
      }
      case HttpFault.Delay delay -> json.addProperty("delay", delay.delayMillis());
      case HttpFault.Empty empty -> json.addProperty("forward", empty.forward());
      case HttpFault.Garble garble -> {
        json.addProperty("bytes", garble.bytes());
        json.addProperty("forward", garble.forward());
      }
      case HttpFault.Dribble dribble -> {
        json.addProperty("bytes", dribble.bytes());
        json.addProperty("delay", dribble.delayMillis());
      }
    }
    json.addProperty("method", fault.match().method());
    json.addProperty("path", fault.match().path());
    json.addProperty("header", fault.match().header());
    json.addProperty("probability", fault.match().probability());
    json.addProperty("at_most", fault.match().atMost());
  }

  private static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }
}
