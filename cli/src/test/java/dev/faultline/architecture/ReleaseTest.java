package dev.faultline.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What Maven Central asks of the files that describe a release. */
final class ReleaseTest {
  private static final String RELEASE = "/project/profiles/profile[id='release']//";

  private static List<String> found(String file, String path) throws Exception {
    Path pom = Product.repository().resolve(file);
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
    XPath xpath = XPathFactory.newInstance().newXPath();
    NodeList nodes = (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent().strip());
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"pom.xml", "bom/pom.xml"})
  void all_that_central_asks_for_is_said(String file) throws Exception {
    for (String each :
        List.of(
            "name",
            "description",
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "scm/connection",
            "scm/url",
            "developers/developer/name",
            "properties/project.build.outputTimestamp")) {
      assertThat(found(file, "/project/" + each)).as("%s of %s", each, file).hasSize(1);
      assertThat(found(file, "/project/" + each).getFirst()).as(each).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"pom.xml", "bom/pom.xml"})
  void a_release_is_refused_without_each_address_that_is_left_empty(String file) throws Exception {
    List<String> empty =
        found(file, "/project/properties/*[starts-with(name(), 'faultline.release.')]");
    assertThat(empty).isNotEmpty().allMatch(String::isEmpty);
    List<String> names = new ArrayList<>();
    for (String each : List.of("url", "scm", "developer")) {
      names.add("faultline.release." + each);
    }
    assertThat(empty).hasSize(names.size());
    assertThat(found(file, RELEASE + "requireProperty/property")).isEqualTo(names);
    assertThat(found(file, RELEASE + "requireProperty/regex")).doesNotContain("").hasSize(3);
  }

  @Test
  void a_release_has_sources_javadoc_and_signatures() throws Exception {
    assertThat(found("pom.xml", RELEASE + "plugin/artifactId"))
        .contains("maven-source-plugin", "maven-javadoc-plugin", "maven-gpg-plugin");
    assertThat(found("bom/pom.xml", RELEASE + "plugin/artifactId")).contains("maven-gpg-plugin");
  }

  /** What is deployed is the file, so that a property of the command line would be in none. */
  @Test
  void the_files_of_a_release_say_its_version_and_addresses_themselves(@TempDir Path folder)
      throws Exception {
    Path repository = Product.repository().toAbsolutePath().normalize();
    assumeTrue(Files.exists(repository.resolve(".git")), "no clone");
    Path programs = Files.createDirectory(folder.resolve("bin"));
    Path maven = programs.resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\necho \"$@\"\n");
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    Path copy = folder.resolve("copy");
    ProcessBuilder command =
        new ProcessBuilder(
            repository.resolve(".build/release.sh").toString(),
            "1.2.3",
            "https://example.org",
            "https://example.org/it.git",
            "A Name");
    command.environment().put("FAULTLINE_RELEASE_DIR", copy.toString());
    command.environment().merge("PATH", programs.toString(), (old, own) -> own + ":" + old);
    Process process = command.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains("-Prelease deploy").contains("staging::file://" + copy);
    for (String pom : List.of("pom.xml", "bom/pom.xml")) {
      String text = Files.readString(copy.resolve(pom));
      assertThat(text)
          .contains("<url>https://example.org</url>")
          .contains("<connection>scm:git:https://example.org/it.git</connection>")
          .contains("<name>A Name</name>")
          .contains("<version>1.2.3</version>")
          .doesNotContain("-SNAPSHOT", "<faultline.release.url/>", "${faultline.release");
    }
    for (String module : found("pom.xml", "/project/modules/module")) {
      assertThat(Files.readString(copy.resolve(module + "/pom.xml"))).doesNotContain("-SNAPSHOT");
    }
  }

  @Test
  void every_module_says_what_it_is() throws Exception {
    for (String module : found("pom.xml", "/project/modules/module")) {
      assertThat(found(module + "/pom.xml", "/project/name")).as("name of %s", module).hasSize(1);
    }
  }

  @Test
  void what_is_not_for_others_is_not_deployed_and_gets_no_sources_javadoc_or_signature()
      throws Exception {
    for (String module : List.of("hook", "examples", "bench", "site")) {
      for (String skip :
          List.of("maven.deploy.skip", "maven.source.skip", "maven.javadoc.skip", "gpg.skip")) {
        assertThat(found(module + "/pom.xml", "//" + skip))
            .as("%s of %s", skip, module)
            .containsExactly("true");
      }
    }
  }

  /** Executions of a phase run in the order of the profiles, and Javadoc reads the jar's module. */
  @Test
  void a_jar_has_its_module_before_its_javadoc_is_made() throws Exception {
    assertThat(found("pom.xml", "/project/profiles/profile/id"))
        .containsSubsequence("modular-jar", "release");
  }

  /** The plugin that Maven 3.8 brings refuses the address of the command in CONTRIBUTING.md. */
  @Test
  void the_list_of_versions_is_deployed_by_the_same_plugin_as_the_modules() throws Exception {
    String version = "//plugin[artifactId='maven-deploy-plugin']/version";
    assertThat(found("bom/pom.xml", version)).hasSize(1).isEqualTo(found("pom.xml", version));
  }
}
