package dev.faultline.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;

/** Reads pages: the README is the first page of the site. */
final class Reader {
  static final String FIRST = "README.md";

  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();

  private final Path repository;

  Reader(Path repository) {
    this.repository = repository;
  }

  /** Where a page is in the site. */
  static String target(String source) {
    return source.equals(FIRST)
        ? "index.html"
        : source.substring(0, source.length() - ".md".length()) + ".html";
  }

  Page read(String source) throws IOException {
    Node document = PARSER.parse(Files.readString(repository.resolve(source)));
    Anchors anchors = new Anchors();
    List<Page.Section> sections = new ArrayList<>();
    String heading = "";
    String anchor = "";
    StringBuilder text = new StringBuilder();
    for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading) {
        add(sections, anchor, heading, text);
        heading = Text.of(node);
        anchor = anchors.next(heading);
      } else {
        text.append(Text.of(node)).append(' ');
      }
    }
    add(sections, anchor, heading, text);
    if (sections.isEmpty() || sections.getFirst().heading().isEmpty()) {
      throw new SiteException(source + " does not begin with a heading, which names the page");
    }
    return new Page(
        source, target(source), sections.getFirst().heading(), document, List.copyOf(sections));
  }

  private static void add(
      List<Page.Section> sections, String anchor, String heading, StringBuilder text) {
    String words = text.toString().strip();
    text.setLength(0);
    if (!heading.isEmpty() || !words.isEmpty()) {
      sections.add(new Page.Section(anchor, heading, words));
    }
  }
}
