package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTemplateTest {
  private static final TemplateParts NONE =
      new TemplateParts(
          "x", List.of(), List.of(), Optional.empty(), Optional.empty(), Duration.ofSeconds(3));

  private static TemplateParts parts(int targets) {
    return new TemplateParts(
        "shop",
        List.of("a", "b", "c", "d", "e").subList(0, targets).stream()
            .map(name ->
                new TemplateParts.Part(name, "command it's " + name, Optional.of("/mnt/" + name)))
            .toList(),
        links(targets),
        Optional.of("test $FAULTLINE_TARGET = 'a'"),
        Optional.of("echo 'well: yes' # {}"),
        Duration.ofSeconds(3));
  }

  /** In a ring; one alone has its clients. */
  private static List<TemplateParts.Link> links(int targets) {
    List<String> names = List.of("a", "b", "c", "d", "e");
    List<TemplateParts.Link> links = new ArrayList<>();
    for (int i = 0; i < targets; i++) {
      links.add(
          new TemplateParts.Link(
              "p" + i,
              "127.0.0.1:710" + i,
              "127.0.0.1:700" + i,
              targets == 1 ? Optional.empty() : Optional.of(names.get((i + 1) % targets)),
              Optional.of(names.get(i))));
    }
    return links;
  }

  private static Plan read(String text) {
    return PlanReader.parse("template", Path.of("/plans"), text);
  }

  @ParameterizedTest
  @EnumSource(PlanTemplate.class)
  void every_template_is_a_plan_for_one_target_and_for_five(PlanTemplate template) {
    for (int targets : new int[] {1, 2, 3, 5}) {
      if (template == PlanTemplate.PARTITION_HALVES && targets == 1) {
        assertThatThrownBy(() -> template.plan(parts(1)))
            .isInstanceOf(PlanException.class)
            .hasMessageContaining("needs a proxy between two targets");
        continue;
      }
      Plan plan = read(template.plan(parts(targets)));
      assertThat(plan.name()).isEqualTo("shop");
      assertThat(plan.targets()).hasSize(targets);
      assertThat(plan.phases()).anyMatch(phase -> !phase.faults().isEmpty());
      assertThat(plan.phases().getFirst().faults()).isEmpty();
      assertThat(plan.steady()).containsExactly(new Probe.Command("well", "echo 'well: yes' # {}"));
      assertThat(plan.checks()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(PlanTemplate.class)
  void what_a_template_needs_is_named(PlanTemplate template) {
    assertThatThrownBy(() -> template.plan(NONE))
        .isInstanceOf(PlanException.class)
        .hasMessageMatching("the template " + template.text() + " needs a (proxy|target), --.*");
  }

  @Test
  void each_target_is_paused_in_turn() {
    Plan plan = read(PlanTemplate.PAUSE_EACH.plan(parts(3)));
    assertThat(plan.phases())
        .extracting(Phase::name)
        .containsExactly("calm", "pause a", "calm", "pause b", "calm", "pause c");
  }

  @Test
  void a_disk_is_asked_for_where_no_target_has_one() {
    TemplateParts without =
        new TemplateParts(
            "x",
            List.of(new TemplateParts.Part("a", "port 7001", Optional.empty())),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(3));
    for (PlanTemplate template : List.of(PlanTemplate.SLOW_DISK, PlanTemplate.FULL_DISK)) {
      assertThatThrownBy(() -> template.plan(without))
          .isInstanceOf(PlanException.class)
          .hasMessageContaining("needs a disk, --disk NAME=AT");
    }
  }

  @Test
  void a_template_that_is_not_there_is_told_with_those_that_are() {
    assertThatThrownBy(() -> PlanTemplate.named("kill-all"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("there is no template 'kill-all', expected one of kill-one, ");
    assertThat(PlanTemplate.named("kill-primary")).isEqualTo(PlanTemplate.KILL_PRIMARY);
  }
}
