package dev.faultline.chaos.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.faultline.chaos.ProxyException;
import dev.faultline.chaos.ProxyException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads the JSON of a request, bounded in length and depth. Toxiproxy ignores what follows the
 * first value, and takes the last of two equal keys; under {@code /v2} both are refused.
 */
final class JsonBody {
  private static final int LONGEST = 4 << 20;
  private static final int DEEPEST = 64;

  /** A trace of waits may be 100,000 numbers; each value takes many times its text. */
  private static final int VALUES_MOST = 500_000;

  /** Longer bodies are read one after the other: many at once would take all memory. */
  private static final int SHORT = 64 << 10;

  private static final ReentrantLock LONG_BODY = new ReentrantLock(true);

  private JsonBody() {}

  /** As Toxiproxy reads it. */
  static JsonElement read(InputStream in) throws ProxyException {
    return read(in, false);
  }

  /** As {@code /v2} reads it: one value, and each key once. */
  static JsonElement readWhole(InputStream in) throws ProxyException {
    return read(in, true);
  }

  private static JsonElement read(InputStream in, boolean whole) throws ProxyException {
    byte[] begin = bytes(in, SHORT);
    if (begin.length < SHORT) {
      return parse(begin, whole);
    }
    byte[] rest;
    LONG_BODY.lock();
    try {
      rest = bytes(in, LONGEST + 1 - SHORT);
      byte[] bytes = Arrays.copyOf(begin, begin.length + rest.length);
      System.arraycopy(rest, 0, bytes, begin.length, rest.length);
      if (bytes.length > LONGEST) {
        throw Fields.bad("it is longer than " + LONGEST + " bytes");
      }
      return parse(bytes, whole);
    } finally {
      LONG_BODY.unlock();
    }
  }

  private static byte[] bytes(InputStream in, int most) throws ProxyException {
    try {
      return in.readNBytes(most);
    } catch (IOException e) {
      throw Fields.bad("it did not arrive whole");
    }
  }

  /** Values stand behind these; texts that have so many of them are refused too. */
  private static void checkCount(byte[] bytes) throws ProxyException {
    int values = 1;
    for (byte b : bytes) {
      if (b == ',' || b == '[' || b == '{') {
        values++;
      }
    }
    if (values > VALUES_MOST) {
      throw Fields.bad("it has more than " + VALUES_MOST + " values");
    }
  }

  private static JsonElement parse(byte[] bytes, boolean whole) throws ProxyException {
    checkCount(bytes);
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Fields.bad("it is not UTF-8");
    }
    if (whole) {
      checkWhole(text);
    }
    try {
      return JsonParser.parseReader(reader(text));
    } catch (JsonParseException e) {
      throw Fields.bad(JsonMistake.of(e.getCause() == null ? e : e.getCause()));
    }
  }

  private static JsonReader reader(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(DEEPEST);
    return reader;
  }

  /** Refuses keys that stand twice in an object, and what follows the value. */
  private static void checkWhole(String text) throws ProxyException {
    JsonReader reader = reader(text);
    Deque<Set<String>> keys = new ArrayDeque<>();
    try {
      for (JsonToken next = reader.peek(); next != JsonToken.END_DOCUMENT; next = reader.peek()) {
        switch (next) {
          case BEGIN_OBJECT -> {
            reader.beginObject();
            keys.push(new TreeSet<>(String.CASE_INSENSITIVE_ORDER));
          }
          case END_OBJECT -> {
            reader.endObject();
            keys.pop();
          }
          case NAME -> {
            String key = reader.nextName();
            if (!keys.element().add(key)) {
              throw new ProxyException(
                  Reason.BAD_BODY, key, "key '" + key + "' stands twice in one object");
            }
          }
          case BEGIN_ARRAY -> reader.beginArray();
          case END_ARRAY -> reader.endArray();
          case STRING, NUMBER, BOOLEAN, NULL -> reader.skipValue();
          case END_DOCUMENT -> throw new AssertionError("the loop has ended");
        }
      }
    } catch (IOException | IllegalStateException e) {
      throw Fields.bad(JsonMistake.of(e));
    }
  }
}
