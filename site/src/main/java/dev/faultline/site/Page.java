package dev.faultline.site;

import java.util.List;
import org.commonmark.node.Node;

/**
 * One page of the project, read.
 *
 * @param source its file, relative to the repository, with slashes
 * @param target its file in the site, likewise
 * @param title its first heading
 * @param sections what its headings begin, in order
 */
record Page(String source, String target, String title, Node document, List<Section> sections) {
  /**
   * A heading and the text up to the next one.
   *
   * @param anchor its id in the page
   */
  record Section(String anchor, String heading, String text) {}

  /** How one gets from this page's folder to the site's first. */
  String toRoot() {
    return "../".repeat((int) target.chars().filter(c -> c == '/').count());
  }
}
