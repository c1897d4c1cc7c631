package dev.faultline.site;

import java.util.List;

/** What is around each page: the list of all pages and the search. */
final class Frame {
  private final String template;
  private final List<Page> pages;
  private final Api api;

  /**
   * The frame of all pages.
   *
   * @param template with places in braces
   */
  Frame(String template, List<Page> pages, Api api) {
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
      list.append("<li><a href=\"")
          .append(current.toRoot())
          .append(page.target())
          .append('"')
          .append(page == current ? " aria-current=\"page\"" : "")
          .append('>')
          .append(escape(page.title()))
          .append("</a></li>\n");
    }
    if (!api.types().isEmpty()) {
      list.append("<li><a href=\"")
          .append(current.toRoot())
          .append(Api.FOLDER)
          .append("/index.html\">The API (Javadoc)</a></li>\n");
    }
    return list.toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
