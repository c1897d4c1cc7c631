package dev.faultline.check.read;

import static org.assertj.core.api.Assertions.assertThat;

import clojure.lang.AFn;
import clojure.lang.BigInt;
import clojure.lang.EdnReader;
import clojure.lang.IPersistentMap;
import clojure.lang.PersistentHashMap;
import dev.faultline.check.model.Nil;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PushbackReader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** EDN as Clojure reads it. */
class EdnDifferentialTest {

  private static final int DOCUMENTS = 20_000;
  private static final Object END = new Object();

  /** No reader for any tag: all come as tag and value. */
  private static final IPersistentMap OPTIONS =
      PersistentHashMap.create(
          clojure.lang.Keyword.intern("eof"),
          END,
          clojure.lang.Keyword.intern("default"),
          new AFn() {
            @Override
            public Object invoke(Object tag, Object value) {
              return new Tagged(tag.toString(), canonical(value));
            }
          });

  @Test
  void documents_mean_what_they_mean_to_clojure() throws Exception {
    for (int seed = 0; seed < DOCUMENTS; seed++) {
      String document = new Documents(new Random(seed), false).document();
      assertThat(ours(document.getBytes(StandardCharsets.UTF_8)))
          .as("seed %d: %s", seed, document)
          .isEqualTo(clojure(document));
    }
  }

  @Test
  void damaged_documents_mean_the_same_where_both_read_them() {
    int both = 0;
    for (int seed = 0; seed < DOCUMENTS; seed++) {
      byte[] bytes = new Documents(new Random(seed), false).damaged();
      Object ours = oursOrNull(bytes);
      Object theirs = clojureOrNull(bytes);
      if (ours != null && theirs != null) {
        both++;
        assertThat(ours)
            .as("seed %d: %s", seed, new String(bytes, StandardCharsets.UTF_8))
            .isEqualTo(theirs);
      }
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (ours != null && theirs == null && !isKnownToBeRead(text)) {
        throw new AssertionError("seed " + seed + ": only we read " + text + " as " + ours);
      }
    }
    assertThat(both).isGreaterThan(DOCUMENTS / 4);
  }

  /** What Clojure prints, and its EDN reader does not take; and metadata of what can have none. */
  private static boolean isKnownToBeRead(String text) {
    return text.contains("#\"") || text.contains("#'") || text.contains("^");
  }

  private static Object clojure(String text) throws IOException {
    var reader = new PushbackReader(new StringReader(text));
    Object value = EdnReader.read(reader, OPTIONS);
    if (value == END || EdnReader.read(reader, OPTIONS) != END) {
      throw new IllegalArgumentException("not one value");
    }
    return canonical(value);
  }

  /** Bytes that are no UTF-8 are for us to refuse, but not where they are skipped. */
  private static @Nullable Object clojureOrNull(byte[] bytes) {
    try {
      return clojure(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException | RuntimeException e) {
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
    var source = new ByteSource("edn", new ByteArrayInputStream(bytes), Pace.UNBOUNDED);
    var parser = new EdnParser(source, new Skipped());
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

  private static Object canonical(@Nullable Object value) {
    return switch (value) {
      case null -> Nil.NIL;
      case BigInt number -> number.bipart == null ? (Object) number.lpart : fitting(number.bipart);
      case BigInteger number -> fitting(number);
      case BigDecimal number -> number.stripTrailingZeros();
      case Double number -> number == 0 ? (Object) 0.0 : number;
      case clojure.lang.Ratio ratio -> new Ratio(ratio.numerator, ratio.denominator);
      case clojure.lang.Keyword keyword -> new Keyword(keyword.toString().substring(1));
      case clojure.lang.Symbol symbol -> new Symbol(symbol.toString());
      case Set<?> set -> {
        var copy = new LinkedHashSet<Object>();
        set.forEach(each -> copy.add(canonical(each)));
        yield copy;
      }
      case Map<?, ?> map -> {
        var copy = new LinkedHashMap<Object, Object>();
        map.forEach((k, v) -> copy.put(canonical(k), canonical(v)));
        yield copy;
      }
      case List<?> list -> {
        var copy = new ArrayList<Object>();
        list.forEach(each -> copy.add(canonical(each)));
        yield copy;
      }
      default -> value;
    };
  }

  private static Object fitting(BigInteger number) {
    return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
  }
}
