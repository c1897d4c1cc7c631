package dev.faultline.site;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;

/** Pages in the order in which the first page names them, so that there is one list to keep. */
final class Order {
  private Order() {}

  /**
   * The first page, the pages that it links to, and the rest.
   *
   * @param pages by their source
   */
  static List<Page> of(Map<String, Page> pages) {
    Set<String> sources = new LinkedHashSet<>();
    sources.add(Reader.FIRST);
    Page first = pages.get(Reader.FIRST);
    if (first == null) {
      throw new SiteException("there is no " + Reader.FIRST);
    }
    first
        .document()
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Link link) {
                if (pages.containsKey(link.getDestination())) {
                  sources.add(link.getDestination());
                }
              }
            });
    sources.addAll(pages.keySet());
    List<Page> order = new ArrayList<>();
    sources.forEach(source -> order.add(java.util.Objects.requireNonNull(pages.get(source))));
    return order;
  }
}
