package dev.faultline.check.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.faultline.check.model.Nil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** JSON as Jackson reads it. */
class JsonDifferentialTest {

  private static final int DOCUMENTS = 20_000;

  private static final JsonMapper JACKSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(
              com.fasterxml.jackson.databind.cfg.JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  @Test
  void documents_mean_what_they_mean_to_jackson() throws Exception {
    for (int seed = 0; seed < DOCUMENTS; seed++) {
      String document = new Documents(new Random(seed), true).document();
      assertThat(ours(document.getBytes(StandardCharsets.UTF_8)))
          .as("seed %d: %s", seed, document)
          .isEqualTo(canonical(JACKSON.readTree(document)));
    }
  }

  @Test
  void damaged_documents_are_refused_where_jackson_refuses_them() {
    int refused = 0;
    for (int seed = 0; seed < DOCUMENTS; seed++) {
      byte[] bytes = new Documents(new Random(seed), true).damaged();
      Object theirs = jackson(bytes);
      Object ours = oursOrNull(bytes);
      refused += theirs == null ? 1 : 0;
      assertThat(ours)
          .as("seed %d: %s", seed, new String(bytes, StandardCharsets.UTF_8))
          .isEqualTo(theirs);
    }
    assertThat(refused).isBetween(DOCUMENTS / 4, DOCUMENTS);
  }

  /** Jackson takes some bytes that are no UTF-8, so that it gets text. */
  private static @Nullable Object jackson(byte[] bytes) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.isBlank()) {
        return null;
      }
      return canonical(JACKSON.readTree(text));
    } catch (CharacterCodingException | JsonProcessingException | NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Object oursOrNull(byte[] bytes) {
    try {
      return ours(bytes);
    } catch (MalformedHistoryException e) {
      return null;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Object ours(byte[] bytes) throws IOException, MalformedHistoryException {
    var source = new ByteSource("json", new ByteArrayInputStream(bytes), Pace.UNBOUNDED);
    var parser = new JsonParser(source);
    Object value = parser.value();
    var damage = parser.takeDamage();
    if (damage != null) {
      throw damage;
    }
    if (parser.skipBlanks() != ByteSource.END) {
      throw source.malformed("more than a value");
    }
    return value;
  }

  private static Object canonical(JsonNode node) {
    return switch (node.getNodeType()) {
      case NULL -> Nil.NIL;
      case BOOLEAN -> node.booleanValue();
      case STRING -> node.textValue();
      case NUMBER -> number(node);
      case ARRAY -> {
        var list = new ArrayList<Object>();
        node.forEach(each -> list.add(canonical(each)));
        yield list;
      }
      case OBJECT -> {
        Map<Object, Object> map = new LinkedHashMap<>();
        node.fields()
            .forEachRemaining(e -> map.put(new Keyword(e.getKey()), canonical(e.getValue())));
        yield map;
      }
      case BINARY, MISSING, POJO -> throw new AssertionError(node);
    };
  }

  /** By another way than ours: as a decimal that is compared as one. */
  private static Object number(JsonNode node) {
    if (node.isDouble()) {
      return node.doubleValue(); // NaN and the infinities.
    }
    BigDecimal value = node.decimalValue();
    if (value.precision() - (long) value.scale() > 4_096) {
      return value.stripTrailingZeros(); // Too large to write out.
    }
    try {
      return value.longValueExact();
    } catch (ArithmeticException e) {
      boolean whole = value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
      return whole ? value.toBigIntegerExact() : value.stripTrailingZeros();
    }
  }
}
