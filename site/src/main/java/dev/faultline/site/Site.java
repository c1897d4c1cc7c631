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
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The site: all pages with a list of them, the Javadoc, a search over all, and the files that pages
 * refer to.
 */
public final class Site {
  private static final List<String> ROOT_PAGES =
      List.of(
          Reader.FIRST, "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "bench/RESULTS.md");
  private static final List<String> PARTS = List.of("style.css", "search.js");

  private final Path repository;
  private final Optional<String> classPath;

  /** The site of a repository, without Javadoc. */
  public Site(Path repository) {
    this(repository, Optional.empty());
  }

  private Site(Path repository, Optional<String> classPath) {
    this.repository = repository;
    this.classPath = classPath;
  }

  /**
   * The same site with the Javadoc of the published modules.
   *
   * @param classPath where the classes are that their types mention
   */
  public Site withApi(String classPath) {
    return new Site(repository, Optional.of(classPath));
  }

  /**
   * Writes the site.
   *
   * @param output made where it is not there; what else is in it stays
   * @return how many pages it has
   * @throws SiteException when a page has no heading, or a page or a comment has a link that leads
   *     nowhere
   */
  public int write(Path output) throws IOException {
    Map<String, Page> pages = new LinkedHashMap<>();
    Reader reader = new Reader(repository);
    for (String source : sources()) {
      pages.put(source, reader.read(source));
    }
    List<Page> order = Order.of(pages);
    Api api = classPath.isPresent() ? Api.write(repository, output, classPath.get()) : Api.none();
    References references = new References(repository, pages, api);
    Renderer renderer = new Renderer(references);
    Frame frame = new Frame(resource("page.html"), order, api);
    for (Page page : order) {
      write(output, page.target(), frame.around(page, renderer.render(page)));
    }
    write(output, "sections.js", SearchIndex.script(order, api));
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

  /** A part of the site that is the same for all repositories. */
  static String resource(String name) throws IOException {
    try (InputStream stream = Site.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the build left " + name + " out");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Writes the site of a repository into a folder, with the Javadoc of the published modules, whose
   * classes are on this program's class path.
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
      int pages =
          new Site(Path.of(arguments[0]))
              .withApi(System.getProperty("java.class.path"))
              .write(output);
      System.out.println("site: " + pages + " pages in " + output.resolve("index.html"));
    } catch (SiteException e) {
      System.err.println("site: " + e.getMessage());
      System.exit(1);
    }
  }
}
