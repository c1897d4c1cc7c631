package dev.faultline.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The site: all pages with a list of them, a search over all, and the files that they refer to. */
public final class Site {
  private static final List<String> ROOT_PAGES =
      List.of(
          Reader.FIRST, "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "bench/RESULTS.md");
  private static final List<String> PARTS = List.of("style.css", "search.js");

  private final Path repository;

  /** The site of a repository. */
  public Site(Path repository) {
    this.repository = repository;
  }

  /**
   * Writes the site.
   *
   * @param output made where it is not there; what else is in it stays
   * @return how many pages it has
   * @throws SiteException when a page has no heading, or a link that leads nowhere
   */
  public int write(Path output) throws IOException {
    Map<String, Page> pages = new LinkedHashMap<>();
    Reader reader = new Reader(repository);
    for (String source : sources()) {
      pages.put(source, reader.read(source));
    }
    List<Page> order = Order.of(pages);
    References references = new References(repository, pages);
    Renderer renderer = new Renderer(references);
    Frame frame = new Frame(resource("page.html"), order);
    for (Page page : order) {
      write(output, page.target(), frame.around(page, renderer.render(page)));
    }
    write(output, "sections.js", SearchIndex.script(order));
    for (String part : PARTS) {
      write(output, part, resource(part));
    }
    for (String file : references.files()) {
      Path target = output.resolve(file);
      Files.createDirectories(target.getParent());
      Files.copy(repository.resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
    }
    return order.size();
  }

  private List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>(ROOT_PAGES);
    try (Stream<Path> files = Files.list(repository.resolve("docs"))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".md"))
          .sorted()
          .forEach(name -> sources.add("docs/" + name));
    }
    return sources;
  }

  private static void write(Path output, String file, String text) throws IOException {
    Path target = output.resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, text);
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = Site.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the build left " + name + " out");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Writes the site of a repository into a folder.
   *
   * @param arguments the repository and the folder
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("site: expected the repository and the folder to write to");
      System.exit(2);
    }
    Path output = Path.of(arguments[1]);
    try {
      int pages = new Site(Path.of(arguments[0])).write(output);
      System.out.println("site: " + pages + " pages in " + output.resolve("index.html"));
    } catch (SiteException e) {
      System.err.println("site: " + e.getMessage());
      System.exit(1);
    }
  }
}
