package dev.faultline.cli;

import java.util.List;
import java.util.Locale;

/** Results in the XML that continuous integration reads of test runners (Ant's and Maven's). */
final class JUnitXml {
  private JUnitXml() {}

  /**
   * The document.
   *
   * @param suite whose results they are
   * @param seconds that it took
   */
  static String of(String suite, List<TestCase> cases, double seconds) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    String time = String.format(Locale.ROOT, "%.3f", seconds);
    xml.append("<testsuites>\n<testsuite")
        .append(attribute("name", suite))
        .append(attribute("tests", "" + cases.size()))
        .append(attribute("failures", "" + count(cases, TestCase.Kind.FAILED)))
        .append(attribute("errors", "" + count(cases, TestCase.Kind.UNDECIDED)))
        .append(attribute("skipped", "" + count(cases, TestCase.Kind.ACCEPTED)))
        .append(attribute("time", time))
        .append(">\n");
    for (TestCase each : cases) {
      xml.append("<testcase")
          .append(attribute("classname", suite))
          .append(attribute("name", each.name()))
          .append(attribute("time", cases.size() == 1 ? time : "0"));
      switch (each.kind()) {
        case PASSED -> xml.append("/>\n");
        case FAILED -> element(xml, "failure", each);
        case UNDECIDED -> element(xml, "error", each);
        case ACCEPTED ->
            xml.append("><skipped")
                .append(attribute("message", each.message()))
                .append("/></testcase>\n");
      }
    }
    return xml.append("</testsuite>\n</testsuites>\n").toString();
  }

  private static void element(StringBuilder xml, String tag, TestCase each) {
    xml.append("><")
        .append(tag)
        .append(attribute("type", each.rule()))
        .append(attribute("message", each.message()))
        .append(">")
        .append(escaped(each.details()))
        .append("</" + tag + "></testcase>\n");
  }

  private static long count(List<TestCase> cases, TestCase.Kind kind) {
    return cases.stream().filter(each -> each.kind() == kind).count();
  }

  private static String attribute(String name, String value) {
    String text = escaped(value).replace("\n", "&#10;").replace("\t", "&#9;");
    return " " + name + "=\"" + text + "\"";
  }

  /** Text of anybody, without the characters that XML 1.0 cannot hold. */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '"' -> out.append("&quot;");
            default -> out.appendCodePoint(allowed(c) ? c : '\uFFFD');
          }
        });
    return out.toString();
  }

  private static boolean allowed(int c) {
    return c == '\t'
        || c == '\n'
        || c >= 0x20 && c < 0xD800
        || c >= 0xE000 && c <= 0xFFFD
        || c >= 0x10000;
  }
}
