package dev.faultline.check.named;

import dev.faultline.check.model.Nil;
import dev.faultline.check.read.Symbol;
import dev.faultline.check.read.Tagged;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Keys of any kind as texts, for a model whose keys are texts: different keys have different texts.
 * Strings that begin with a letter are their own; those that could be taken for something else are
 * in quotes.
 */
final class KeyText {

  private KeyText() {}

  static String of(Object key) {
    return key instanceof String text && !text.isEmpty() && Character.isLetter(text.charAt(0))
        ? text
        : inside(key);
  }

  private static String inside(Object value) {
    return switch (value) {
      case String text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
      case Nil nil -> "'" + nil;
      case Boolean truth -> "'" + truth;
      case Symbol symbol -> "'" + symbol;
      case Character character -> "\\" + character;
      case BigDecimal number -> number + "M";
      case Double number ->
          Double.isNaN(number) || Double.isInfinite(number) ? "##" + number : number.toString();
      case Tagged(String tag, Object tagged) -> "#" + tag + " " + inside(tagged);
      case List<?> values ->
          values.stream().map(KeyText::inside).collect(Collectors.joining(" ", "[", "]"));
      case Set<?> values -> unordered(values, KeyText::inside);
      case Map<?, ?> map ->
          unordered(map.entrySet(), e -> inside(e.getKey()) + " " + inside(e.getValue()));
      default -> value.toString(); // Whole numbers, ratios and keywords.
    };
  }

  private static <T> String unordered(Set<T> values, Function<T, String> text) {
    String open = values.isEmpty() || !(values.iterator().next() instanceof Map.Entry) ? "#{" : "{";
    return values.stream().map(text).sorted().collect(Collectors.joining(", ", open, "}"));
  }
}
