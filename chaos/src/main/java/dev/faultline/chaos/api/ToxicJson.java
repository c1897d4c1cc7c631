package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.faultline.chaos.Proxy;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyException.Reason;
import dev.faultline.chaos.toxic.AttributeException;
import dev.faultline.chaos.toxic.Schedule;
import dev.faultline.chaos.toxic.SourceMatch;
import dev.faultline.chaos.toxic.Stream;
import dev.faultline.chaos.toxic.Toxic;
import dev.faultline.chaos.toxic.ToxicSpec;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Toxics as clients write and read them. */
final class ToxicJson {
  static final Set<String> KEYS =
      Set.of("name", "type", "stream", "toxicity", "attributes", "match", "schedule");
  static final Set<String> CHANGEABLE = Set.of("toxicity", "attributes", "match", "schedule");
  private static final List<Stream> STREAMS =
      List.of(Stream.UPSTREAM, Stream.DOWNSTREAM, Stream.BOTH);
  private static final JsonObject NONE = new JsonObject();

  private ToxicJson() {}

  /** What a request says before its attributes are looked at. */
  record Head(String name, ToxicType type, Stream stream, String streamText) {}

  /**
   * Reads name, type and stream, in the order in which Toxiproxy complains.
   *
   * @param bothAllowed whether the stream may be both, which Toxiproxy's own routes do not know
   */
  static Head head(Fields fields, boolean bothAllowed) throws ProxyException {
    String text = fields.text("stream").orElse(Stream.DOWNSTREAM.text());
    Stream stream =
        Stream.named(text)
            .filter(named -> bothAllowed || named != Stream.BOTH)
            .orElseThrow(() ->
                bothAllowed
                    ? unknown("stream", text, STREAMS.stream().map(Stream::text))
                    : new ProxyException(Reason.INVALID_STREAM));
    String wanted = fields.text("type").orElse("");
    if (bothAllowed && wanted.isEmpty()) {
      throw new ProxyException(Reason.MISSING_FIELD, "type", "type");
    }
    ToxicType type =
        ToxicType.named(wanted)
            .orElseThrow(() ->
                bothAllowed
                    ? unknown("type", wanted, ToxicType.ALL.stream().map(ToxicType::name))
                    : new ProxyException(Reason.INVALID_TYPE));
    String name =
        fields.text("name").filter(given -> !given.isEmpty()).orElse(type.name() + "_" + text);
    return new Head(name, type, stream, text);
  }

  private static ProxyException unknown(
      String field, String value, java.util.stream.Stream<String> known) {
    return new ProxyException(
        Reason.INVALID_VALUE,
        field,
        "%s is '%s', expected one of %s"
            .formatted(field, value, known.collect(Collectors.joining(", "))));
  }

  /** Reads the rest of a request. */
  static ToxicSpec create(Head head, Fields fields) throws ProxyException {
    Toxic toxic = toxic(head.type(), fields, NONE);
    float toxicity = fields.share("toxicity").orElse(1f);
    SourceMatch source = match(fields, SourceMatch.ALL);
    Schedule schedule = schedule(fields, Schedule.ALWAYS);
    return checked(() ->
        new ToxicSpec(
            head.name(), toxic, head.stream(), head.streamText(), toxicity, source, schedule));
  }

  /** The toxic that an update makes of {@code now}: attributes that are not named stay. */
  static ToxicSpec update(ToxicSpec now, Fields fields) throws ProxyException {
    ToxicType type = ToxicType.named(now.toxic().type()).orElseThrow();
    Toxic toxic = toxic(type, fields, ToxicAttributes.of(now.toxic()));
    float toxicity = fields.share("toxicity").orElse(now.toxicity());
    SourceMatch source = match(fields, now.source());
    Schedule schedule = schedule(fields, now.schedule());
    return checked(() ->
        new ToxicSpec(
            now.name(), toxic, now.stream(), now.streamText(), toxicity, source, schedule));
  }

  /** The toxic of a type with the attributes of a body, and what was before where it has none. */
  static Toxic toxic(ToxicType type, Fields fields, JsonObject before) throws ProxyException {
    JsonElement given = fields.value("attributes");
    Fields attributes = Fields.ofKey("attributes", given == null ? NONE : given);
    for (Attribute attribute : type.attributes()) {
      if (fields.value(attribute.name()) != null) {
        throw new ProxyException(
            Reason.INVALID_VALUE,
            attribute.name(),
            attribute.name() + " stands beside attributes, expected it in there");
      }
    }
    attributes.only(type.attributes().stream().map(Attribute::name).collect(Collectors.toSet()));
    Attributes values = new Attributes(type.attributes(), attributes, before);
    return checked(() -> type.make().apply(values));
  }

  private static SourceMatch match(Fields fields, SourceMatch before) throws ProxyException {
    JsonElement given = fields.value("match");
    if (given == null) {
      return before;
    }
    Fields match = Fields.ofKey("match", given);
    match.only(Set.of("source"));
    List<String> source = match.texts("source");
    return checked(() -> new SourceMatch(source));
  }

  private static Schedule schedule(Fields fields, Schedule before) throws ProxyException {
    JsonElement given = fields.value("schedule");
    if (given == null) {
      return before;
    }
    Fields schedule = Fields.ofKey("schedule", given);
    schedule.only(Set.of("start", "end"));
    long start = schedule.whole("start", 0);
    long end = schedule.whole("end", Schedule.NEVER);
    return checked(() -> new Schedule(start, end));
  }

  private static <T> T checked(Supplier<T> made) throws ProxyException {
    try {
      return made.get();
    } catch (AttributeException e) {
      throw new ProxyException(Reason.INVALID_VALUE, e.name(), String.valueOf(e.getMessage()));
    }
  }

  /** A toxic as Toxiproxy's clients read it. */
  static JsonObject of(ToxicSpec spec) {
    JsonObject json = new JsonObject();
    json.add("attributes", ToxicAttributes.of(spec.toxic()));
    json.addProperty("name", spec.name());
    json.addProperty("type", spec.toxic().type());
    json.addProperty("stream", spec.streamText());
    json.add("toxicity", shortest(spec.toxicity()));
    return json;
  }

  /** A toxic with all that there is to say about it. */
  static JsonObject full(Proxy proxy, ToxicSpec spec) {
    JsonObject json = of(spec);
    addLimits(json, spec);
    json.addProperty("applications", proxy.applications(spec.name()));
    return json;
  }

  /** Adds whom it bites, and when. */
  static void addLimits(JsonObject json, ToxicSpec spec) {
    JsonArray source = new JsonArray();
    spec.source().networks().forEach(source::add);
    JsonObject match = new JsonObject();
    match.add("source", source);
    json.add("match", match);
    JsonObject schedule = new JsonObject();
    schedule.addProperty("start", spec.schedule().startMillis());
    if (spec.schedule().endMillis() != Schedule.NEVER) {
      schedule.addProperty("end", spec.schedule().endMillis());
    }
    json.add("schedule", schedule);
  }

  /** 1 and not 1.0, as Go writes it. */
  private static JsonPrimitive shortest(float value) {
    BigDecimal decimal = new BigDecimal(Float.toString(value)).stripTrailingZeros();
    return new JsonPrimitive(
        decimal.signum() == 0 ? BigDecimal.ZERO : new BigDecimal(decimal.toPlainString()));
  }
}
