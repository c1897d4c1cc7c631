package dev.faultline.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where links of pages lead in the site: to another page, to the Javadoc of a type instead of its
 * source, or to a file of the repository, which is copied. A link that leads nowhere is refused.
 */
final class References {
  private final Path repository;
  private final Map<String, Page> pages;
  private final Api api;
  private final Set<String> files = new TreeSet<>();

  /**
   * The links of a site.
   *
   * @param pages by their source
   */
  References(Path repository, Map<String, Page> pages, Api api) {
    this.repository = repository;
    this.pages = pages;
    this.api = api;
  }

  /** The files that pages refer to, relative to the repository. */
  Set<String> files() {
    return files;
  }

  /** What a link of a page is in the site. */
  String resolve(Page from, String link) {
    if (link.matches("[a-z]+:.*")) {
      return link;
    }
    int hash = link.indexOf('#');
    String path = hash < 0 ? link : link.substring(0, hash);
    String anchor = hash < 0 ? "" : link.substring(hash + 1);
    String source = path.isEmpty() ? from.source() : beside(from, path);
    Page page = pages.get(source);
    if (page == null) {
      if (!Files.isRegularFile(repository.resolve(source))) {
        throw new SiteException(from.source() + ": the link " + link + " leads to no file");
      }
      Optional<String> type = api.page(source);
      if (type.isPresent()) {
        return from.toRoot() + type.get();
      }
      files.add(source);
      return from.toRoot() + source;
    }
    if (!anchor.isEmpty()
        && page.sections().stream().noneMatch(section -> section.anchor().equals(anchor))) {
      throw new SiteException(
          from.source() + ": the link " + link + " leads to no heading of " + source);
    }
    String target = path.isEmpty() ? "" : from.toRoot() + page.target();
    return anchor.isEmpty() ? target : target + "#" + anchor;
  }

  private static String beside(Page from, String path) {
    Path folder = Path.of(from.source()).getParent();
    Path file = folder == null ? Path.of(path) : folder.resolve(path);
    return file.normalize().toString().replace('\\', '/');
  }
}
