package dev.faultline.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever reads a name in evidence finds it in the documentation, and nothing there is made up. */
class DocumentedAnomaliesTest {

  @Test
  void every_name_is_in_the_documentation_with_its_meaning_and_no_other() throws Exception {
    var lines = Files.readAllLines(Path.of("../docs/checking.md"));
    int table = lines.indexOf("| name | what it is |");
    assertThat(table).as("the table of anomalies").isPositive();
    var rows = lines.stream().skip(table + 2).takeWhile(line -> line.startsWith("| ")).toList();
    var expected =
        Stream.of(AnomalyName.values())
            .map(name -> "| `" + name.text() + "` | " + name.meaning() + " |")
            .toList();
    assertThat(rows).containsExactlyElementsOf(expected);
  }

  @Test
  void a_name_is_found_by_what_closes_its_cycle_too() {
    assertThat(AnomalyName.of("G1c-realtime")).contains(AnomalyName.G1C);
    assertThat(AnomalyName.of("G-single-process")).contains(AnomalyName.G_SINGLE);
    assertThat(AnomalyName.of("nothing")).isEmpty();
  }
}
