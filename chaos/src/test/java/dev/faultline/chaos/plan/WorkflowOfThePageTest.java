package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The workflow in docs/ci.md can be copied: it is YAML, and has the parts that GitHub asks for. */
final class WorkflowOfThePageTest {
  private static Map<?, ?> workflow() throws IOException {
    String page = Files.readString(Path.of("../docs/ci.md"));
    String fence = "```yaml\n";
    int start = page.indexOf(fence) + fence.length();
    String yaml = page.substring(start, page.indexOf("```", start));
    return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  @Test
  void it_runs_by_night_and_on_each_push() throws IOException {
    Map<?, ?> on = map(workflow().get("on"));

    assertThat(on.containsKey("push")).isTrue();
    Map<?, ?> schedule = map(list(on.get("schedule")).getFirst());
    assertThat((String) schedule.get("cron")).matches("\\d+ \\d+ \\* \\* \\*");
  }

  @Test
  void every_step_uses_an_action_or_runs_a_script_and_the_corpus_is_restored_and_kept()
      throws IOException {
    Map<?, ?> job = map(map(workflow().get("jobs")).get("explore"));
    assertThat(job.get("runs-on")).isInstanceOf(String.class);
    List<?> steps = list(job.get("steps"));

    assertThat(steps)
        .allSatisfy(step -> {
          boolean uses = map(step).get("uses") instanceof String;
          boolean runs = map(step).get("run") instanceof String;
          assertThat(uses).isNotEqualTo(runs);
        });
    assertThat(path(steps, "actions/cache/restore@v4"))
        .isEqualTo(path(steps, "actions/cache/save@v4"))
        .isEqualTo("faultline-out");
  }

  private static Object path(List<?> steps, String action) {
    return steps.stream()
        .map(step -> (Map<?, ?>) step)
        .filter(step -> action.equals(step.get("uses")))
        .map(step -> map(step.get("with")).get("path"))
        .findFirst()
        .orElseThrow();
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return (Map<?, ?>) Objects.requireNonNull(value);
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) Objects.requireNonNull(value);
  }
}
