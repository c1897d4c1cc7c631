package dev.faultline.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Text in the macros of man(7), in which every character of a text stands for itself. */
final class Roff {
  private final StringBuilder text = new StringBuilder();

  void macro(String name, String... arguments) {
    text.append('.').append(name);
    Arrays.stream(arguments).forEach(each -> text.append(' ').append(quoted(each)));
    text.append('\n');
  }

  void section(String title) {
    macro("SH", title);
  }

  /** A line of running text. */
  void line(String line) {
    if (!line.isBlank()) {
      text.append(escaped(line.strip())).append('\n');
    }
  }

  /** A command and what is written behind it. */
  void synopsis(String command, String rest) {
    text.append("\\fB").append(inLine(command)).append("\\fR ").append(inLine(rest)).append('\n');
  }

  /** A term, in bold, its value, and what it means, indented. */
  void entry(String term, String value, List<String> meaning) {
    macro("TP");
    text.append("\\fB").append(inLine(term)).append("\\fR").append(inLine(value)).append('\n');
    meaning.forEach(this::line);
  }

  /** Lines that are not filled. */
  void asItIs(List<String> lines) {
    macro("PP");
    macro("nf");
    lines.forEach(line -> text.append(escaped(line)).append('\n'));
    macro("fi");
  }

  String text() {
    return text.toString();
  }

  /** A dot or an apostrophe at the start of a line would make a request of it. */
  private static String escaped(String line) {
    String inLine = inLine(line);
    return inLine.startsWith(".") || inLine.startsWith("'") ? "\\&" + inLine : inLine;
  }

  /** A plain hyphen is set as another character than the one that is typed, so is an apostrophe. */
  private static String inLine(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .codePoints()
        .mapToObj(Roff::character)
        .collect(Collectors.joining());
  }

  private static String character(int codePoint) {
    return codePoint < 128 ? Character.toString(codePoint) : "\\[u%04X]".formatted(codePoint);
  }

  private static String quoted(String argument) {
    return '"' + inLine(argument).replace("\"", "\\(dq") + '"';
  }
}
