package dev.faultline.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.stories.tell.Line;
import dev.faultline.stories.tell.Screen;
import dev.faultline.stories.tell.Telling;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
