package dev.faultline.chaos.monkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.chaos.monkey.config.MonkeyConfig;
import dev.faultline.chaos.monkey.schedule.DaySchedule;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which groups a day has, and which apps are left out of it. */
class MonkeyScheduleTest {
  private static final LocalDate TUESDAY = LocalDate.of(2026, 12, 1);
  private static final String APP =
      """
      {"chaosMonkey": {"enabled": %s, "grouping": "%s", "regionsAreIndependent": %s,
        "meanTimeBetweenKillsInWorkDays": 1, "minTimeBetweenKillsInWorkDays": 1}}
      """;

  @TempDir private Path folder;

  private MonkeyConfig config(String settings, String... clusters) throws IOException {
    StringBuilder text = new StringBuilder("[chaosmonkey]\n" + settings + "\n");
    for (String cluster : clusters) {
      String[] words = cluster.split(" ");
      text.append(
          """
          [[cluster]]
          name = "%s"
          account = "%s"
          region = "%s"
          find = ["command nobody"]
          """
              .formatted(words[0], words[1], words[2]));
    }
    return MonkeyConfig.read(
        Files.writeString(folder.resolve("chaosmonkey.toml"), text), new TreeMap<>(Map.of()));
  }

  private void app(String name, boolean enabled, String grouping, boolean independent)
      throws IOException {
    Files.writeString(
        folder.resolve(name + ".json"), APP.formatted(enabled, grouping, independent));
  }

  private static List<String> groups(MonkeySchedule day) {
    return day.schedule().entries().stream().map(DaySchedule.Entry::group).sorted().toList();
  }

  /** The contract's section 3: one group for each account, and for each region or stack of it. */
  @ParameterizedTest
  @CsvSource({
    "app,     false, 'shop.dev.app shop.prod.app'",
    "app,     true,  'shop.dev.app@east shop.prod.app@east shop.prod.app@west'",
    "stack,   false, 'shop.dev.stack.web shop.prod.stack.db shop.prod.stack.web'",
    "stack,   true,  'shop.dev.stack.web@east shop.prod.stack.db@west shop.prod.stack.web@east'",
    "cluster, false, 'shop.dev.cluster.shop-web shop.prod.cluster.shop-db"
        + " shop.prod.cluster.shop-db-x shop.prod.cluster.shop-web'",
    "cluster, true,  'shop.dev.cluster.shop-web@east shop.prod.cluster.shop-db-x@west"
        + " shop.prod.cluster.shop-db@west shop.prod.cluster.shop-web@east'"
  })
  void groups_by_grouping_and_region_are_struck_once_a_day(
      String grouping, boolean independent, String expected) throws IOException {
    app("shop", true, grouping, independent);
    MonkeySchedule day =
        MonkeySchedule.of(
            config(
                "",
                "shop-web prod east",
                "shop-db prod west",
                "shop-db-x prod west",
                "shop-web dev east"),
            TUESDAY,
            List.of(),
            7);
    assertThat(groups(day)).containsExactly(expected.split(" "));
    assertThat(day.groups()).containsOnlyKeys(expected.split(" "));
  }

  @Test
  void apps_that_are_off_or_broken_are_left_out_and_only_broken_ones_are_told() throws IOException {
    app("a", true, "app", false);
    app("b", false, "app", false);
    Files.writeString(folder.resolve("c.json"), "{\"chaosMonkey\": {\"enabled\": 7}}");
    app("d", true, "app", false);
    // The monkey is off, which binds only terminations: it may be turned on later in the day.
    MonkeyConfig config = config("enabled = false", "d x r", "c x r", "b x r", "a x r");
    MonkeySchedule day = MonkeySchedule.of(config, TUESDAY, List.of(), 7);
    assertThat(groups(day)).containsExactly("a.x.app", "d.x.app");
    assertThat(day.warnings()).singleElement().asString().startsWith("app 'c' is left out: ");
    assertThat(groups(MonkeySchedule.of(config, TUESDAY, List.of("d"), 7)))
        .containsExactly("d.x.app");
  }

  @Test
  void no_more_apps_than_the_configuration_allows_are_planned_for() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      app(name, true, "app", false);
    }
    MonkeyConfig config = config("max_apps = 2", "c x r", "b x r", "a x r");
    assertThat(groups(MonkeySchedule.of(config, TUESDAY, List.of(), 7)))
        .containsExactly("a.x.app", "b.x.app");
  }

  @Test
  void a_day_is_published_once() throws IOException {
    PublishedDays days = new PublishedDays(folder);
    Path file = days.publish(TUESDAY, "first");
    assertThatThrownBy(() -> days.publish(TUESDAY, "second"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(file).content().isEqualTo("first");
    days.publish(TUESDAY.plusDays(1), "next");
    try (var left = Files.list(folder.resolve("days"))) {
      assertThat(left).hasSize(2);
    }
  }
}
