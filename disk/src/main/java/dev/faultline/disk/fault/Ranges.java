package dev.faultline.disk.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which numbers count: {@code 3}, {@code 2..5}, {@code 7..}, {@code ..9} or several of them with
 * commas; both ends belong to a range. Immutable.
 *
 * @param spans the ranges, in their order
 */
public record Ranges(List<Span> spans) {
  private static final Pattern SPAN = Pattern.compile("(\\d*)(\\.\\.)?(\\d*)");

  /** All numbers. */
  public static final Ranges ALL = new Ranges(List.of(new Span(0, Long.MAX_VALUE)));

  /**
   * One range.
   *
   * @param from the first number
   * @param to the last number
   */
  public record Span(long from, long to) {}

  /** Copies the list. */
  public Ranges {
    spans = List.copyOf(spans);
  }

  /**
   * Reads ranges.
   *
   * @throws IllegalArgumentException if they are none
   */
  public static Ranges parse(String text) {
    List<Span> spans = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = SPAN.matcher(part);
      if (!matcher.matches() || part.isEmpty() || part.equals("..")) {
        throw malformed(text);
      }
      boolean range = matcher.group(2) != null;
      long from = matcher.group(1).isEmpty() ? 0 : number(matcher.group(1), text);
      String last = matcher.group(3);
      long to = !range ? from : last.isEmpty() ? Long.MAX_VALUE : number(last, text);
      if ((!range && !last.isEmpty()) || to < from) {
        throw malformed(text);
      }
      spans.add(new Span(from, to));
    }
    return new Ranges(spans);
  }

  private static long number(String digits, String text) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw malformed(text);
    }
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "expected numbers and ranges such as 3, 2..5 or 1,2,7.., not \"" + text + "\"");
  }

  /** Whether a number counts. */
  public boolean contains(long number) {
    return overlaps(number, number);
  }

  /** Whether one of the numbers of a range counts; both ends belong to it. */
  public boolean overlaps(long from, long to) {
    for (Span span : spans) {
      if (from <= span.to() && to >= span.from()) {
        return true;
      }
    }
    return false;
  }

  /** As it is written. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Span span : spans) {
      text.append(text.isEmpty() ? "" : ",").append(span.from());
      if (span.to() != span.from()) {
        text.append("..").append(span.to() == Long.MAX_VALUE ? "" : span.to());
      }
    }
    return text.toString();
  }
}
