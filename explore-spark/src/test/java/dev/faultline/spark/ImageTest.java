package dev.faultline.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Issue 22: the image and its manifests name no registry, and fit each other and the product. */
final class ImageTest {
  private static String read(String file) throws IOException {
    return Files.readString(Path.of("..").resolve(file));
  }

  private static List<String> all(String regex, String text) {
    return Pattern.compile(regex, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(ImageTest::first)
        .toList();
  }

  private static String first(MatchResult found) {
    return found.group(1);
  }

  @Test
  void the_base_image_is_an_argument_without_a_default_and_no_file_names_a_registry()
      throws IOException {
    String docker = read("explore-spark/image/Dockerfile");
    assertThat(all("^FROM (.*)$", docker)).containsExactly("${BASE}");
    assertThat(all("^ARG (BASE.*)$", docker)).containsExactly("BASE");
    String manifest = read("explore-spark/image/kubernetes.yaml");
    assertThat(all("image: *(\\S+)$", manifest)).containsOnly("IMAGE");
    assertThat(all("container\\.image=(\\S+)$", manifest)).containsOnly("IMAGE");
    assertThat((manifest + docker).lines().filter(line -> !line.startsWith("apiVersion:")))
        .noneMatch(line -> line.matches(".*[a-z0-9]\\.(io|com|org|dev|net)/[a-z].*"));
  }

  @Test
  void what_the_image_copies_is_what_the_build_leaves_and_the_settings_expect() throws IOException {
    String docker = read("explore-spark/image/Dockerfile");
    assertThat(docker)
        .contains("${DIST}/faultline.jar ${DIST}/faultline-explore-spark.jar /opt/faultline/")
        .contains("${DIST}/lib /opt/faultline/lib")
        .contains("/opt/faultline/agent.jar");
    assertThat(read(".build/spark.sh")).contains("faultline-explore-spark.jar");
    for (String copied : all("^COPY (explore-spark/\\S+)", docker)) {
      assertThat(Path.of("..").resolve(copied)).isExecutable();
    }
    assertThat(all("^ARG DIST=(\\S+)$", docker)).containsExactly("target/dist/current");
  }

  @Test
  void the_driver_is_started_as_the_launcher_starts_it() throws IOException {
    Set<String> launcher = opened(read(".build/spark.sh"));
    assertThat(launcher).contains("java.lang", "sun.nio.ch", "sun.util.calendar");
    assertThat(opened(read("explore-spark/image/campaign"))).isEqualTo(launcher);
    Set<String> tests =
        new TreeSet<>(all("--add-opens=java\\.base/([a-z.]+)=", read("explore-spark/pom.xml")));
    assertThat(tests).containsAll(launcher);
  }

  private static Set<String> opened(String script) {
    List<String> loops = all("for package in ((?:[^;]|\\\\\\n)*);", script);
    assertThat(loops).hasSize(1);
    return new TreeSet<>(
        Stream.of(loops.getFirst().split("[\\s\\\\]+")).filter(word -> !word.isEmpty()).toList());
  }

  @Test
  void the_service_has_the_ports_at_which_executors_call_the_driver_back() throws IOException {
    String manifest = read("explore-spark/image/kubernetes.yaml");
    assertThat(all("^ +port: (\\d+)$", manifest))
        .containsExactlyInAnyOrderElementsOf(all("[pP]ort=(\\d+)$", manifest));
    assertThat(manifest).contains("--spark-conf=spark.driver.host=faultline-driver");
    assertThat(all("^ +- (/\\S+)$", manifest)).containsExactly("/opt/faultline/campaign");
    assertThat(manifest).contains("restartPolicy: OnFailure").contains("--resume=");
  }
}
