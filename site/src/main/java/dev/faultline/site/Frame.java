package dev.faultline.site;

import java.util.List;

/** What is around each page: the list of all pages and the search. */
final class Frame {
  private final String template;
  private final List<Page> pages;
  private final boolean api;

  /**
   * The frame of all pages.
   *
   * @param template with places in braces
   * @param api whether the site has the Javadoc in its folder {@code api}
   */
  Frame(String template, List<Page> pages, boolean api) {
    this.template = template;
    this.pages = pages;
    this.api = api;
  }

  String around(Page page, String content) {
    return template
        .replace("{title}", escape(page.title()))
        .replace("{root}", page.toRoot())
        .replace("{pages}", list(page))
        .replace("{content}", content);
  }

  private String list(Page current) {
    StringBuilder list = new StringBuilder();
    for (Page page : pages) {
      item(
          list,
          current.toRoot() + page.target(),
          page.title(),
          page == current ? " aria-current=\"page\"" : "");
    }
    if (api) {
      item(list, current.toRoot() + "api/index.html", "Javadoc", "");
    }
    return list.toString();
  }

  private static void item(StringBuilder list, String address, String name, String attribute) {
    list.append("<li><a href=\"")
        .append(address)
        .append('"')
        .append(attribute)
        .append('>')
        .append(escape(name))
        .append("</a></li>\n");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
