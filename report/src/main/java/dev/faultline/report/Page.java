package dev.faultline.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The diagram's page as the build left it, with placeholders for the title and the run.
 *
 * @param head up to the title
 * @param middle from the title to the run
 * @param tail from the run on
 */
record Page(String head, String middle, String tail) {
  private static final String TITLE = "@@TITLE@@";
  private static final String RUN = "@@RUN@@";

  /**
   * Reads the page.
   *
   * @throws DiagramMissingException when the build does not contain it
   */
  static Page load() {
    return of(resource("diagram.html"), resource("diagram-missing.txt"));
  }

  /**
   * The page in {@code html}.
   *
   * @param missing why there is none; empty where there is one
   */
  static Page of(String html, String missing) {
    if (!missing.isBlank()) {
      throw new DiagramMissingException(missing.strip());
    }
    int title = html.indexOf(TITLE);
    int run = html.lastIndexOf(RUN);
    if (title < 0 || run < title) {
      throw new DiagramMissingException("the build did not make its page");
    }
    return new Page(
        html.substring(0, title),
        html.substring(title + TITLE.length(), run),
        html.substring(run + RUN.length()));
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new DiagramMissingException("reading " + name + " failed, " + e);
    }
  }
}
