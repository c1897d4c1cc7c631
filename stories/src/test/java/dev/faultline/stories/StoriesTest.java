package dev.faultline.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.stories.tell.Line;
import dev.faultline.stories.tell.Screen;
import dev.faultline.stories.tell.Telling;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every story. */
class StoriesTest {
  static List<String> names() {
    return Stories.all().stream().map(story -> story.words().name()).toList();
  }

  @ParameterizedTest
  @MethodSource("names")
  void it_comes_out_as_it_is_told(String name) {
    assertThat(Stories.named(name).checks(Stories.SEED))
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(check ->
            assertThat(check.holds()).as("%s: %s", check.expected(), check.found()).isTrue());
  }

  /** Seeds that were wrong with milder numbers are among them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "administrator",
        "breaker",
        "topology",
        "secure",
        "latency",
        "homogeneous",
        "last-write",
        "commit-wait",
        "two-leaders",
        "split-brain",
        "wrong-detector"
      })
  void it_comes_out_as_it_is_told_with_other_seeds(String name) {
    for (long seed = 1_001; seed <= 1_200; seed++) {
      for (Check check : Stories.named(name).checks(seed)) {
        assertThat(check.holds())
            .as("seed %d, %s: %s", seed, check.expected(), check.found())
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void it_does_not_tell_of_a_failure_where_there_is_none(String name) {
    Story story = Stories.named(name);
    String[] next = story.words().next().substring("--set ".length()).split("=");
    Values values = Values.of(story.parameters()).with(Map.of(next[0], next[1]));
    Scene scene = new Scene(Stories.SEED, values, story.guards().getFirst().name());
    Telling telling = new Telling(story, scene, false, false, "./faultline");
    String why = text(telling.screen(4, 0));
    boolean holds = story.run(scene).holds();
    assertThat(why.contains("Here the system holds as it is.")).as(why).isEqualTo(holds);
    assertThat(text(telling.screen(2, 0))).contains("Changed: " + next[0] + "=" + next[1]);
    for (int number = 1; number <= Telling.SCREENS; number++) {
      assertThat(telling.screen(number, 0).lines()).hasSizeLessThanOrEqualTo(Screen.HEIGHT);
    }
  }

  private static String text(Screen screen) {
    return screen.lines().stream()
        .map(line -> line.text().strip())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @MethodSource("names")
  void no_label_runs_into_a_number_and_no_fault_is_cut(String name) {
    Story story = Stories.named(name);
    Scene scene = story.scene(Stories.SEED);
    Telling telling = new Telling(story, scene, false, false, "./faultline");
    List<Line> table = telling.screen(5, 0).lines();
    for (Guard guard : story.guards()) {
      Run run = story.run(scene.with(guard.name()));
      String figure = run.figures().getFirst();
      assertThat(table)
          .extracting(Line::text)
          .anyMatch(line -> line.matches(" \\Q" + guard.label() + "\\E +\\Q" + figure + "\\E .*"));
    }
    List<Line> happens = telling.screen(3, 0).lines();
    story
        .run(scene)
        .marks()
        .forEach(mark ->
            assertThat(happens)
                .extracting(Line::text)
                .anyMatch(line -> line.contains(mark.text())));
  }

  @Test
  void what_is_counted_takes_whole_numbers_only() {
    for (Story story : Stories.all()) {
      Values values = Values.of(story.parameters());
      for (Parameter parameter : story.parameters()) {
        double between = parameter.least() + 0.5;
        if (parameter.isCount()) {
          assertThatThrownBy(() -> values.with(parameter.name(), between))
              .as("%s of %s", parameter.name(), story.words().name())
              .hasMessageContaining("expected a whole number from ");
        } else {
          assertThat(values.with(parameter.name(), between).get(parameter.name()))
              .isEqualTo(between);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void it_fits_on_five_screens_of_a_terminal(String name) {
    for (boolean fixed : new boolean[] {false, true}) {
      Story story = Stories.named(name);
      Telling telling = new Telling(story, story.scene(Stories.SEED), fixed, false, "./faultline");
      for (int number = 1; number <= Telling.SCREENS; number++) {
        List<Line> lines = telling.screen(number, 0).lines();
        assertThat(lines).as("screen %d", number).hasSizeBetween(3, Screen.HEIGHT);
        assertThat(lines)
            .extracting(Line::text)
            .allSatisfy(text -> assertThat(text).hasSizeLessThanOrEqualTo(Screen.WIDTH))
            // What every terminal can print.
            .allSatisfy(text -> assertThat(text).matches("[ -~]*"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void with_its_guard_a_story_does_not_tell_the_failure_as_if_it_had_happened(String name) {
    Story story = Stories.named(name);
    Scene scene = story.scene(Stories.SEED);
    Telling telling = new Telling(story, scene, true, false, "./faultline");
    String why =
        telling.screen(4, -1).lines().stream().map(Line::text).collect(Collectors.joining(" "));
    Run bare = story.run(scene);
    String cure =
        story.guards().stream()
            .filter(guard -> guard.name().equals(story.cure()))
            .findFirst()
            .orElseThrow()
            .label();
    assertThat(bare.holds()).isFalse();
    assertThat(why.replaceAll("\\s+", " "))
        .contains("Without " + cure + ": " + bare.verdict().replaceAll("\\s+", " "))
        .contains("What happens there: ");
  }

  @ParameterizedTest
  @MethodSource("names")
  void the_same_scene_gives_the_same_run(String name) {
    Story story = Stories.named(name);
    for (Guard guard : story.guards()) {
      Scene scene = story.scene(3).with(guard.name());
      Run first = story.run(scene);
      Run second = story.run(scene);
      assertThat(second.verdict()).isEqualTo(first.verdict());
      assertThat(second.figures()).isEqualTo(first.figures());
      for (int i = 0; i < first.series().size(); i++) {
        assertThat(second.series().get(i).points()).isEqualTo(first.series().get(i).points());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void every_parameter_can_be_set_to_its_ends(String name) {
    Story story = Stories.named(name);
    Values defaults = Values.of(story.parameters());
    for (Parameter parameter : story.parameters()) {
      for (double end : new double[] {parameter.least(), parameter.most()}) {
        for (Guard guard : story.guards()) {
          Scene scene = new Scene(5, defaults.with(parameter.name(), end), guard.name());
          assertThat(story.run(scene).verdict())
              .as("%s=%s, %s", parameter.name(), end, guard.name())
              .isNotEmpty();
          assertThat(guard.effect().apply(scene.values())).isNotEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void its_parts_fit_together(String name) {
    Story story = Stories.named(name);
    Values defaults = Values.of(story.parameters());
    assertThat(story.guards())
        .extracting(Guard::name)
        .contains(story.cure())
        .doesNotHaveDuplicates();
    assertThat(story.run(story.scene(1)).figures()).hasSameSizeAs(story.columns());
    Atlas atlas = story.atlas();
    atlas.acrossValues().forEach(value -> defaults.with(atlas.across(), value));
    atlas.upValues().forEach(value -> defaults.with(atlas.up(), value));
    assertThat(story.words().next()).startsWith("--set ");
    String[] next = story.words().next().substring("--set ".length()).split("=");
    defaults.with(Map.of(next[0], next[1]));
  }

  @Test
  void names_are_unique_and_others_are_refused_with_the_list() {
    assertThat(names()).doesNotHaveDuplicates();
    assertThatThrownBy(() -> Stories.named("nope"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'nope'; expected one of retry-storm");
  }
}
