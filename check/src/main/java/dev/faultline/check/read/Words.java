package dev.faultline.check.read;

import org.jspecify.annotations.Nullable;

/** Keywords and short texts of which a log has a few, each many times: one object for each. */
final class Words {

  private static final int SIZE = 1 << 10;
  private static final int LONGEST = 40;

  private final @Nullable Keyword[] keywords = new @Nullable Keyword[SIZE];
  private final @Nullable String[] texts = new @Nullable String[SIZE];

  Keyword keyword(StringBuilder name) {
    if (name.length() > LONGEST) {
      return new Keyword(name.toString());
    }
    int at = place(name);
    var known = keywords[at];
    if (known == null || !known.name().contentEquals(name)) {
      known = new Keyword(name.toString());
      keywords[at] = known;
    }
    return known;
  }

  String text(StringBuilder text) {
    if (text.length() > LONGEST) {
      return text.toString();
    }
    int at = place(text);
    String known = texts[at];
    if (known == null || !known.contentEquals(text)) {
      known = text.toString();
      texts[at] = known;
    }
    return known;
  }

  private static int place(StringBuilder text) {
    int hash = 0;
    for (int i = 0; i < text.length(); i++) {
      hash = hash * 31 + text.charAt(i);
    }
    return (hash ^ hash >>> 10) & SIZE - 1;
  }
}
