package dev.faultline.site;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Ids of the headings of one page, as GitHub gives them: links in the pages rely on these. */
final class Anchors {
  private final Map<String, Integer> given = new LinkedHashMap<>();

  String next(String heading) {
    StringBuilder id = new StringBuilder();
    heading
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .forEach(c -> {
          if (Character.isLetterOrDigit(c) || c == '-' || c == '_') {
            id.appendCodePoint(c);
          } else if (c == ' ') {
            id.append('-');
          }
        });
    int before = given.merge(id.toString(), 1, Integer::sum) - 1;
    return before == 0 ? id.toString() : id + "-" + before;
  }
}
