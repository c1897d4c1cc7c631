package dev.faultline.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SiteTest {
  private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]*)\"");

  @TempDir Path repository;
  @TempDir Path output;

  @BeforeEach
  void the_pages_that_every_repository_has() throws IOException {
    for (String page :
        List.of("README", "ARCHITECTURE", "CONTRIBUTING", "CHANGELOG", "bench/RESULTS")) {
      page(page + ".md", "# " + page + "\n\nText.\n");
    }
    Files.createDirectories(repository.resolve("docs"));
  }

  private void page(String source, String text) throws IOException {
    Path file = repository.resolve(source);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String made(String target) throws IOException {
    return Files.readString(output.resolve(target));
  }

  @Test
  void links_lead_to_pages_and_headings_of_the_site() throws IOException {
    page(
        "docs/a.md",
        "# A\n\n"
            + "[b](b.md#two-words-1) [up](../README.md) [here](#a)"
            + " [out](https://example.org/x.md)\n");
    page("docs/b.md", "# B\n\n## Two *words*\n\n## Two words\n");

    new Site(repository).write(output);

    assertThat(made("docs/a.html"))
        .contains("href=\"../docs/b.html#two-words-1\"")
        .contains("href=\"../index.html\"")
        .contains("href=\"#a\"")
        .contains("href=\"https://example.org/x.md\"");
    assertThat(made("docs/b.html")).contains("<h2 id=\"two-words-1\">Two words</h2>");
  }

  @Test
  void a_file_that_a_page_refers_to_is_copied() throws IOException {
    page("docs/a.md", "# A\n\n[cluster](clusters/h2.yaml)\n");
    page("docs/clusters/h2.yaml", "name: x\n");

    new Site(repository).write(output);

    assertThat(made("docs/clusters/h2.yaml")).isEqualTo("name: x\n");
    assertThat(made("docs/a.html")).contains("href=\"../docs/clusters/h2.yaml\"");
  }

  @Test
  void a_link_that_leads_nowhere_is_refused_with_its_page() throws IOException {
    page("docs/a.md", "# A\n\n[b](b.md)\n");
    refused("docs/a.md: the link b.md leads to no file");

    page("docs/a.md", "# A\n\n[b](../README.md#absent)\n");
    refused("docs/a.md: the link ../README.md#absent leads to no heading of README.md");

    page("docs/a.md", "Text.\n\n# A\n");
    refused("docs/a.md does not begin with a heading");
  }

  private void refused(String message) {
    assertThatExceptionOfType(SiteException.class)
        .isThrownBy(() -> new Site(repository).write(output))
        .withMessageContaining(message);
  }

  @Test
  void pages_are_listed_as_the_first_one_names_them() throws IOException {
    page("docs/a.md", "# Alpha\n");
    page("docs/b.md", "# Beta <i>\n");
    page("README.md", "# First\n\n- [b](docs/b.md)\n- [changes](CHANGELOG.md)\n");

    new Site(repository).write(output);

    assertThat(made("index.html"))
        .containsSubsequence(">First</a>", ">Beta &lt;i&gt;</a>", ">CHANGELOG</a>", ">Alpha</a>");
  }

  @Test
  void pages_with_marks_of_html_are_text() throws IOException {
    page("docs/a.md", "# A\n\n<script>alert(1)</script> and `</script>` {root} {content}\n");

    new Site(repository).write(output);

    assertThat(made("docs/a.html")).doesNotContain("<script>alert").contains("{root} {content}");
    assertThat(made("sections.js")).doesNotContain("</script>");
  }

  @Test
  void sections_are_what_the_search_looks_into() throws IOException {
    page("docs/a.md", "# A\n\nIntro.\n\n## Table\n\n| x | y |\n|---|---|\n| one | `two` |\n");

    new Site(repository).write(output);

    assertThat(made("sections.js"))
        .contains(
            "{\"address\":\"docs/a.html#a\",\"heading\":\"A\",\"page\":\"A\",\"text\":\"Intro.\"}")
        .contains("\"heading\":\"Table\",\"page\":\"A\",\"text\":\"x y one two\"");
  }

  /** The pages of this repository: each reference of each page is a file of the site. */
  @Test
  void nothing_of_this_repositorys_site_is_missing() throws IOException {
    int pages = new Site(Path.of("..")).write(output);

    List<String> missing = new ArrayList<>();
    int references = 0;
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".html")).toList()) {
        Matcher matcher = REFERENCE.matcher(Files.readString(file));
        while (matcher.find()) {
          String path = matcher.group(1).replaceFirst("#.*", "");
          if (path.isEmpty() || path.matches("[a-z]+:.*")) {
            continue;
          }
          references++;
          if (!Files.isRegularFile(file.resolveSibling(path).normalize())) {
            missing.add(output.relativize(file) + " refers to " + path);
          }
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(pages).isGreaterThan(30);
    assertThat(references).isGreaterThan(pages * pages);
  }
}
