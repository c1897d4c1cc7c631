package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explore --interleave}; run with the agent. */
final class InterleaveOptionTest {
  @TempDir Path temporary;

  private JsonObject figure(String... more) {
    String[] args = new String[more.length + 7];
    System.arraycopy(
        new String[] {
          "explore", "com.example.Figure", "--json", "--seed", "1", "--out", temporary.toString()
        },
        0,
        args,
        0,
        7);
    System.arraycopy(more, 0, args, 7, more.length);
    Run run = Run.faultline(args);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run.json();
  }

  private static String outcomes(JsonObject json) {
    return json.get("outcomes").toString();
  }

  @Test
  void two_threads_that_take_turns_at_fields_come_to_exactly_2_3_4_and_6() {
    assertThat(outcomes(figure("--interleave", "com.example")))
        .isEqualTo("[\"x is 2\",\"x is 3\",\"x is 4\",\"x is 6\"]");
  }

  @Test
  void an_exhaustive_search_sees_the_same_four() {
    JsonObject json =
        figure("--interleave", "com.example", "--strategy", "exhaustive", "--worlds", "100000");

    assertThat(outcomes(json)).isEqualTo("[\"x is 2\",\"x is 3\",\"x is 4\",\"x is 6\"]");
    assertThat(json.toString()).contains("\"proof\":true");
  }

  @Test
  void two_threads_that_take_turns_only_where_they_block_come_to_4_and_6() {
    assertThat(outcomes(figure())).isEqualTo("[\"x is 4\",\"x is 6\"]");
    assertThat(outcomes(figure("--interleave", "none"))).isEqualTo("[\"x is 4\",\"x is 6\"]");
  }
}
