package dev.faultline.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Javadoc of a small repository with two modules, of which one is published. */
final class ApiTest {
  private static final String SOURCES = "dice/src/main/java/";

  @TempDir Path repository;
  @TempDir Path output;

  @BeforeEach
  void a_repository() throws IOException {
    for (String page :
        new String[] {"README", "ARCHITECTURE", "CONTRIBUTING", "CHANGELOG", "bench/RESULTS"}) {
      file(page + ".md", "# " + page + "\n\nText.\n");
    }
    file(
        "docs/a.md",
        "# A\n\n[type](../dice/src/main/java/dice/Dice.java)"
            + " [inside](../dice/src/main/java/dice/inside/Bones.java)\n");
    file("bom/pom.xml", "<dependency>\n<artifactId>faultline-dice</artifactId></dependency>");
    file(SOURCES + "module-info.java", "module dice {\n  exports dice;\n}\n");
    file(SOURCES + "dice/Shaken.java", "package dice; class Shaken { public void shake() {} }\n");
    file(SOURCES + "dice/inside/Bones.java", "package dice.inside; public class Bones {}\n");
    dice("Falls on one of {@code 6} sides, as {@link #roll()} says. And more.");
    file("other/src/main/java/other/Other.java", "package other; public class Other {}\n");
  }

  private void dice(String comment) throws IOException {
    file(
        SOURCES + "dice/Dice.java",
        "package dice;\n\n/** "
            + comment
            + " */\npublic class Dice extends Shaken {\n"
            + "  /** A side. */\n  public int roll() { return 1; }\n  void hidden() {}\n"
            + "  /** A pair. */\n  public record Pair() {}\n}\n");
  }

  private void file(String name, String text) throws IOException {
    Path file = repository.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private String made(String target) throws IOException {
    return Files.readString(output.resolve(target));
  }

  private void write() throws IOException {
    new Site(repository).withApi(repository.toString()).write(output);
  }

  @Test
  void published_modules_have_the_javadoc_of_the_packages_that_they_export() throws IOException {
    write();

    assertThat(made("api/dice/Dice.html")).contains("Falls on one of").contains("shake()");
    assertThat(output.resolve("api/dice/inside")).doesNotExist();
    assertThat(output.resolve("api/other")).doesNotExist();
    assertThat(made("api/dice/Dice.html"))
        .contains("href=\"../../index.html\"")
        .contains("api.css");
  }

  @Test
  void pages_lead_to_it_and_a_link_to_the_source_of_a_type_does_too() throws IOException {
    write();

    assertThat(made("docs/a.html"))
        .contains("href=\"../api/index.html\"")
        .contains("href=\"../api/dice/Dice.html\"")
        .contains("href=\"../dice/src/main/java/dice/inside/Bones.java\"");
    assertThat(output.resolve("dice/src/main/java/dice/inside/Bones.java")).exists();
  }

  @Test
  void the_search_finds_types_by_their_names_first_sentences_and_methods() throws IOException {
    write();

    assertThat(made("sections.js"))
        .contains(
            "{\"address\":\"api/dice/Dice.html\",\"heading\":\"Dice\",\"page\":\"dice\","
                + "\"text\":\"Falls on one of 6 sides, as .roll() says. roll, shake\"}")
        .contains("{\"address\":\"api/dice/Dice.Pair.html\",\"heading\":\"Dice.Pair\"")
        .doesNotContain("hidden")
        .doesNotContain("Bones.html");
  }

  @Test
  void a_comment_whose_link_leads_nowhere_is_refused_with_its_place() throws IOException {
    dice("Like {@link Coin}.");

    assertThatExceptionOfType(SiteException.class)
        .isThrownBy(this::write)
        .withMessageContaining("Dice.java:3")
        .withMessageContaining("reference not found");
  }
}
