package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explore --topology}; run with the agent. */
final class TopologyCommandTest {
  private static final String PAGE_EXAMPLE = "../docs/topologies/jdk-http.yaml";

  private static final String H2_EXAMPLE = "../docs/topologies/h2.yaml";
  private static final String H2 = "com/h2database/h2/2.4.240/h2-2.4.240.jar";

  @TempDir private Path temporary = Path.of("");

  private Run explore(String topology, String... more) {
    List<String> args = new ArrayList<>(List.of("explore", "--topology", topology));
    args.addAll(List.of("--seed", "1", "--no-why", "--no-diagram", "--out", temporary.toString()));
    args.addAll(List.of(more));
    return Run.faultline(args.toArray(String[]::new));
  }

  @Test
  void the_example_charges_twice_and_its_replay_file_brings_that_back() throws IOException {
    Run run = explore(PAGE_EXAMPLE, "--worlds", "20", "--no-shrink");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).contains("VIOLATED  no order is charged twice");
    assertThat(run.out()).containsPattern("printed twice: 'order \\d+'");
    try (var files = Files.list(temporary)) {
      String replay = files.toList().getFirst().toString();
      Run again = Run.faultline("replay", replay);
      assertThat(again.exitCode()).as(again.err()).isEqualTo(1);
      assertThat(again.out()).contains("VIOLATED  no order is charged twice");
    }
  }

  @Test
  void the_example_with_keys_is_the_same_campaign_as_the_scenario_in_java() {
    String[] worlds = {"--worlds", "20", "--json"};
    Run yaml = explore(PAGE_EXAMPLE, "--worlds", "20", "--json", "--set", "service=keys");
    List<String> args = new ArrayList<>(List.of("explore", "jdk-http", "--seed", "1"));
    args.addAll(List.of("--set", "keys=true"));
    args.addAll(List.of(worlds));
    Run java = Run.faultline(args.toArray(String[]::new));

    assertThat(yaml.exitCode()).as(yaml.err()).isZero();
    assertThat(yaml.json().get("campaignHash")).isNotNull();
    assertThat(yaml.json().get("campaignHash")).isEqualTo(java.json().get("campaignHash"));
  }

  /** The version is that of the build, whose tests need the jar too. */
  @Test
  void h2_loses_what_it_acknowledged_and_wrote_later_and_nothing_else() throws IOException {
    assertThat(Files.readString(Path.of("../pom.xml"))).contains("<h2.version>2.4.240<");
    assumeThat(Path.of(System.getProperty("user.home"), ".m2/repository", H2)).exists();

    Run late = explore(H2_EXAMPLE, "--worlds", "4", "--no-shrink");
    Run atOnce = explore(H2_EXAMPLE, "--worlds", "4", "--set", "options=;WRITE_DELAY=0");

    assertThat(late.exitCode()).as(late.err()).isEqualTo(1);
    assertThat(late.out()).contains("VIOLATED  an acknowledged deposit stays");
    assertThat(atOnce.exitCode()).as(atOnce.out() + atOnce.err()).isZero();
  }

  @Test
  void a_main_class_that_is_not_there_is_one_line_with_its_place() throws IOException {
    Path file = temporary.resolve("cluster.yaml");
    Files.writeString(
        file, "name: x\nnodes:\n  - name: a\n    classpath: [.]\n    main: org.example.No\n");

    Run run = explore(file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains(file + ":5:11: node 'a': the class path '");
    assertThat(run.err()).contains("has no class org.example.No");
  }

  @Test
  void files_that_no_disk_can_have_are_one_line() throws IOException {
    for (String[] words :
        new String[][] {
          {"one would be the folder of the other", "{/a: x, /a/b: y}"},
          {"one would be the folder of the other", "{/a/b: x, /a: y}"},
          {"is the folder of temporary files", "{/tmp: x}"},
          {"cannot be on a disk", "{/../a: x}"},
          {"cannot be on a disk", "{/a//b: x}"},
          {"cannot be on a disk", "{\"/a\\0\": x}"},
          {"cannot be on a disk", "{? /" + "a".repeat(256) + " : x}"}
        }) {
      Path file = temporary.resolve("cluster.yaml");
      Files.writeString(
          file,
          "name: x\nnodes:\n  - {name: a, classpath: [.], main: A, files: " + words[1] + "}\n");

      Run run = explore(file.toString());

      assertThat(run.exitCode()).as(words[1]).isEqualTo(2);
      assertThat(run.errLines()).hasSize(1);
      assertThat(run.err()).contains(file + ":3:").contains(words[0]);
    }
  }

  @Test
  void a_file_of_lists_in_lists_without_end_is_one_line() throws IOException {
    Path file = temporary.resolve("deep.yaml");
    Files.writeString(file, "name: " + "[".repeat(200_000));

    Run run = explore(file.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains("too deeply");
  }

  @Test
  void wrong_use_of_the_option_is_one_line() {
    for (String[] words :
        new String[][] {
          {
            "expected TARGET or --topology, not both", "explore", "payments", "--topology", "a.yaml"
          },
          {"expected a TARGET or --topology FILE", "explore"},
          {"expected a file that ends in .yaml or .yml", "explore", "--topology", "a.txt"},
          {"there is no file a.yaml", "explore", "--topology", "a.yaml"},
          {"say --topology a.yaml", "explore", "a.yaml"},
          {"--classpath is for targets in Java", "explore", "--topology", "a.yaml", "-cp", "."}
        }) {
      Run run = Run.faultline(java.util.Arrays.copyOfRange(words, 1, words.length));

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.errLines()).hasSize(1);
      assertThat(run.err()).contains(words[0]);
    }
  }

  @Test
  void the_schema_is_printed() {
    assertThat(Run.faultline("explore", "--topology-schema").json().get("title").getAsString())
        .isEqualTo("Faultline topology of Java programs");
  }
}
