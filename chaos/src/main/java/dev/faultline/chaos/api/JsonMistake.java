package dev.faultline.chaos.api;

import java.io.EOFException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a text that is no JSON: Gson's own words advise its callers. */
final class JsonMistake {
  private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+)");
  private static final Pattern PATH = Pattern.compile("path \\$\\.(\\S+)");

  private JsonMistake() {}

  /** One line, with the place where Gson names one. */
  static String of(Throwable e) {
    String said = String.valueOf(e.getMessage());
    if (e instanceof EOFException) {
      return "it ends too early";
    }
    if (said.contains("Nesting limit")) {
      return "it is nested too deep";
    }
    Matcher place = PLACE.matcher(said);
    Matcher path = PATH.matcher(said);
    return "it is not JSON"
        + (place.find() ? ", line " + place.group(1) + ", column " + place.group(2) : "")
        + (path.find() ? ", at or after " + path.group(1) : "");
  }
}
