package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.faultline.chaos.ProxyConfigException;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxySpec;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a configuration file and says where in it a mistake is. */
public final class ConfigReader {
  private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+)");
  private static final int DEEPEST = 64;

  private final String file;
  private final JsonReader reader;
  private final Map<String, Integer> numbers = new TreeMap<>();

  /** Where the toxics of the proxy begin that was read last. */
  private final List<String> toxics = new ArrayList<>();

  private ConfigReader(String file, String text) {
    this.file = file;
    reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(DEEPEST);
  }

  /** The proxies in the text of {@code file}. */
  public static List<ProxySpec> read(String file, byte[] content) throws ProxyConfigException {
    return new ConfigReader(file, text(file, content)).proxies();
  }

  private static String text(String file, byte[] content) throws ProxyConfigException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    CharBuffer text = CharBuffer.allocate(content.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
    text.flip();
    if (result.isError()) {
      String before = text.toString();
      throw new ProxyConfigException(
          file,
          1 + (int) before.chars().filter(c -> c == '\n').count(),
          before.length() - before.lastIndexOf('\n'),
          "this is not UTF-8");
    }
    return text.toString();
  }

  private List<ProxySpec> proxies() throws ProxyConfigException {
    try {
      if (reader.peek() != JsonToken.BEGIN_ARRAY) {
        throw mistake(reader.toString(), "expected an array of proxies");
      }
      List<ProxySpec> specs = new ArrayList<>();
      reader.beginArray();
      while (reader.hasNext()) {
        specs.add(proxy(specs.size() + 1));
      }
      reader.endArray();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw mistake(reader.toString(), "expected nothing after the array of proxies");
      }
      return specs;
    } catch (EOFException e) {
      throw mistake(reader.toString(), "the file ends too early");
    } catch (MalformedJsonException e) {
      throw mistake(String.valueOf(e.getMessage()), "this is not JSON");
    } catch (IOException | IllegalStateException | JsonParseException e) {
      throw mistake(
          reader.toString(), String.valueOf(e.getMessage()).lines().findFirst().orElse("no JSON"));
    }
  }

  private ProxySpec proxy(int number) throws IOException, ProxyConfigException {
    String begin = reader.toString();
    toxics.clear();
    JsonElement json = value(ProxyJson.KEYS);
    try {
      ProxySpec spec =
          ProxyJson.create(Fields.of("proxy " + number, json), " at proxy " + number).checked();
      Integer earlier = numbers.putIfAbsent(spec.name(), number);
      if (earlier != null) {
        throw mistake(
            begin,
            "proxy %d has the name '%s' of proxy %d, expected another one"
                .formatted(number, spec.name(), earlier));
      }
      return spec;
    } catch (ProxyException e) {
      String reason = String.valueOf(e.getMessage());
      int toxic = mistakenToxic(json, reason);
      if (toxic < 0) {
        throw mistake(begin, reason);
      }
      throw mistake(
          toxics.get(toxic),
          "toxic %d of proxy %s: %s"
              .formatted(toxic + 1, json.getAsJsonObject().get("name"), reason));
    }
  }

  /** Which toxic of a proxy is refused for this reason; -1 for none. */
  private static int mistakenToxic(JsonElement proxy, String reason) {
    if (!(proxy instanceof JsonObject object) || !(object.get("toxics") instanceof JsonArray all)) {
      return -1;
    }
    for (int i = 0; i < all.size(); i++) {
      try {
        JsonObject alone = object.deepCopy();
        JsonArray one = new JsonArray();
        one.add(all.get(i));
        alone.add("toxics", one);
        ProxyJson.create(Fields.of("the proxy", alone), "").checked();
      } catch (ProxyException e) {
        if (reason.equals(e.getMessage())) {
          return withoutToxicsToo(object, reason) ? -1 : i;
        }
      }
    }
    return -1;
  }

  /** Whether the proxy is refused for this reason whatever its toxics are. */
  private static boolean withoutToxicsToo(JsonObject proxy, String reason) {
    JsonObject alone = proxy.deepCopy();
    alone.remove("toxics");
    try {
      ProxyJson.create(Fields.of("the proxy", alone), "").checked();
      return false;
    } catch (ProxyException e) {
      return reason.equals(e.getMessage());
    }
  }

  /**
   * The next value.
   *
   * @param known the keys that it may have, where it is an object; all, where this is empty
   */
  private JsonElement value(Set<String> known) throws IOException, ProxyConfigException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(known);
      case BEGIN_ARRAY -> {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
          if (known.equals(ToxicJson.KEYS)) {
            toxics.add(reader.toString());
          }
          array.add(value(known));
        }
        reader.endArray();
        yield array;
      }
      case STRING -> new JsonPrimitive(reader.nextString());
      case NUMBER -> number(reader.nextString());
      case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
      case NULL -> {
        reader.nextNull();
        yield JsonNull.INSTANCE;
      }
      case NAME, END_OBJECT, END_ARRAY, END_DOCUMENT ->
          throw mistake(reader.toString(), "expected a value");
    };
  }

  private JsonPrimitive number(String text) throws ProxyConfigException {
    try {
      return new JsonPrimitive(new BigDecimal(text));
    } catch (NumberFormatException e) {
      // It has the form of one, but an exponent beyond 32 bits.
      throw mistake(reader.toString(), text + " is too large or too small for a number");
    }
  }

  private JsonObject object(Set<String> known) throws IOException, ProxyConfigException {
    JsonObject object = new JsonObject();
    reader.beginObject();
    while (reader.hasNext()) {
      String key = reader.nextName();
      if (!known.isEmpty() && !known.contains(key)) {
        throw mistake(
            reader.toString(),
            "unknown key '%s', expected %s"
                .formatted(key, String.join(", ", new TreeSet<>(known))));
      }
      if (object.has(key)) {
        throw mistake(reader.toString(), "key '" + key + "' stands here twice");
      }
      object.add(key, value(key.equals("toxics") ? ToxicJson.KEYS : Set.of()));
    }
    reader.endObject();
    return object;
  }

  private ProxyConfigException mistake(String place, String reason) {
    Matcher matcher = PLACE.matcher(place);
    boolean found = matcher.find();
    return new ProxyConfigException(
        file,
        found ? Integer.parseInt(matcher.group(1)) : 1,
        found ? Integer.parseInt(matcher.group(2)) : 1,
        reason);
  }
}
