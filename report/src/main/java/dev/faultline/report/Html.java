package dev.faultline.report;

/** Builds an HTML page, and escapes foreign text so that it cannot become markup. */
final class Html {
  private final StringBuilder out = new StringBuilder();

  /** Adds trusted markup. */
  Html add(String markup) {
    out.append(markup);
    return this;
  }

  /** Adds untrusted text, escaped. */
  Html text(String text) {
    out.append(escaped(text));
    return this;
  }

  /** An element with nothing but text in it; {@code tag} may have attributes. */
  Html element(String tag, String text) {
    int end = tag.indexOf(' ');
    String name = end < 0 ? tag : tag.substring(0, end);
    return add("<" + tag + ">").text(text).add("</" + name + ">");
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
