package dev.faultline.chaos.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.faultline.chaos.ProxyException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the JSON of a request: bounded in length and depth; what follows the first value is
 * ignored.
 */
final class JsonBody {
  private static final int LONGEST = 4 << 20;
  private static final int DEEPEST = 64;

  private JsonBody() {}

  static JsonElement read(InputStream in) throws ProxyException {
    byte[] bytes;
    try {
      bytes = in.readNBytes(LONGEST + 1);
    } catch (IOException e) {
      throw Fields.bad("it did not arrive whole");
    }
    if (bytes.length > LONGEST) {
      throw Fields.bad("it is longer than " + LONGEST + " bytes");
    }
    return parse(bytes);
  }

  static JsonElement parse(byte[] bytes) throws ProxyException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonReader reader = new JsonReader(new StringReader(text));
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(DEEPEST);
      return JsonParser.parseReader(reader);
    } catch (CharacterCodingException e) {
      throw Fields.bad("it is not UTF-8");
    } catch (JsonParseException e) {
      throw Fields.bad(reasonOf(e));
    }
  }

  /** Gson's reason without its address of a page that explains. */
  private static String reasonOf(JsonParseException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("it is empty");
  }
}
