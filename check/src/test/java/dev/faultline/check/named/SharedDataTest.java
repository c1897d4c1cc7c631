package dev.faultline.check.named;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.check.Budget;
import dev.faultline.check.read.HistoryReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Histories recorded by others, where they are at hand: next to the checkout, or where a property
 * says.
 */
class SharedDataTest {

  private static final Path DATA =
      Path.of(System.getProperty("faultline.check.data", "../../shared/data"));

  @ParameterizedTest
  @ValueSource(strings = {"c01-ok", "c01-bad", "c10-ok", "c10-bad", "c50-ok", "c50-bad"})
  void key_value_histories_are_linearizable_where_their_name_says_ok(String name) throws Exception {
    var file = present("porcupine-kv/" + name + ".txt");
    var result =
        NamedCheck.of("kv", "linearizable").check(HistoryReader.read(file), Budget.DEFAULT);
    assertThat(result.verdict().isValid()).isEqualTo(name.endsWith("ok"));
    assertThat(result.verdict().isInvalid()).isEqualTo(name.endsWith("bad"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"r1000_c10", "r1000_c10_crash3", "r2000_c20_crash2", "r10000_c30"})
  void synthetic_registers_are_linearizable(String name) throws Exception {
    var file = present("synthetic-register/" + name + ".log");
    var result =
        NamedCheck.of("cas-register", "linearizable")
            .check(HistoryReader.read(file), Budget.DEFAULT);
    assertThat(result.verdict().word()).isEqualTo("valid");
  }

  private static Path present(String name) {
    for (var folder : List.of(DATA, Path.of("../shared/data"))) {
      if (Files.exists(folder.resolve(name))) {
        return folder.resolve(name);
      }
    }
    assumeTrue(false, "skipped: " + name + " is not in " + DATA.toAbsolutePath());
    return DATA;
  }
}
