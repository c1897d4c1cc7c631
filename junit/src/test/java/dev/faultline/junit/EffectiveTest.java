package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.explore.Strategy;
import dev.faultline.explore.UsageException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The table of docs/junit.md, read from right to left. */
final class EffectiveTest {
  /** Not found as tests, because an interface has none. */
  private interface Methods {
    @WorldTest
    void bare();

    @WorldTest(worlds = 7, seed = 70, time = "7s", strategy = "random")
    void annotated();

    @WorldTest(strategy = "exhaustive")
    void searched();

    @WorldTest(proof = true)
    void sampledProof();

    @WorldTest(worlds = 100, seed = Long.MAX_VALUE)
    void farthest();
  }

  private static Effective effective(
      String method,
      Map<String, String> properties,
      Map<String, String> environment,
      Map<String, String> platform)
      throws NoSuchMethodException {
    WorldTest annotation = Methods.class.getDeclaredMethod(method).getAnnotation(WorldTest.class);
    return Effective.of(
        annotation,
        Effective.Defaults.OF_METHODS,
        new Effective.Sources(
            properties::get, environment::get, key -> Optional.ofNullable(platform.get(key))));
  }

  private static final Map<String, String> NONE = Map.of();
  private static final Map<String, String> PLATFORM =
      Map.of(
          "faultline.worlds", "8",
          "faultline.seed", "80",
          "faultline.time", "8s",
          "faultline.strategy", "pct");
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "FAULTLINE_WORLDS", "6",
          "FAULTLINE_SEED", "60",
          "FAULTLINE_TIME", "6s",
          "FAULTLINE_STRATEGY", "guided");
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "faultline.worlds", "5",
          "faultline.seed", "50",
          "faultline.time", "5s",
          "faultline.strategy", "auto");

  @Test
  void the_defaults_come_last() throws NoSuchMethodException {
    Effective settings = effective("bare", NONE, NONE, NONE);

    assertThat(settings.worlds()).isEqualTo(100);
    assertThat(settings.seed()).isEqualTo(1);
    assertThat(settings.time()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.strategy()).isEqualTo(Strategy.SWARM);
    assertThat(settings.shrink()).isTrue();
    assertThat(settings.budget()).isNull();
    assertThat(settings.replay()).isNull();
  }

  @Test
  void platform_settings_come_before_defaults() throws NoSuchMethodException {
    Effective settings = effective("bare", NONE, NONE, PLATFORM);

    assertThat(settings.text())
        .startsWith(
            "worlds=8 (junit-platform.properties), seed=80 (junit-platform.properties), time=8s"
                + " (junit-platform.properties), strategy=pct (junit-platform.properties)");
    assertThat(settings.onlySeed()).isFalse();
  }

  @Test
  void the_annotation_comes_before_them() throws NoSuchMethodException {
    Effective settings = effective("annotated", NONE, NONE, PLATFORM);

    assertThat(settings.text())
        .startsWith(
            "worlds=7 (annotation), seed=70 (annotation), time=7s (annotation), strategy=random"
                + " (annotation)");
    assertThat(settings.onlySeed()).isFalse();
  }

  @Test
  void the_environment_comes_before_it() throws NoSuchMethodException {
    Effective settings = effective("annotated", NONE, ENVIRONMENT, PLATFORM);

    assertThat(settings.text())
        .startsWith(
            "worlds=6 (environment), seed=60 (environment), time=6s (environment), strategy=guided"
                + " (environment)");
    assertThat(settings.onlySeed()).as("that world alone").isTrue();
  }

  @Test
  void system_properties_come_first() throws NoSuchMethodException {
    Effective settings = effective("annotated", PROPERTIES, ENVIRONMENT, PLATFORM);

    assertThat(settings.text())
        .startsWith(
            "worlds=5 (system property), seed=50 (system property), time=5s (system property),"
                + " strategy=auto (system property)");
    assertThat(settings.onlySeed()).isTrue();
  }

  @Test
  void a_value_that_makes_no_sense_is_named_with_where_it_came_from() {
    assertThatThrownBy(() -> effective("bare", NONE, Map.of("FAULTLINE_WORLDS", "many"), NONE))
        .isInstanceOf(UsageException.class)
        .hasMessage("worlds is 'many' (environment), expected a whole number of at least 1");
  }

  /** Issue 11: each test that samples was refused then. */
  @Test
  void a_proof_that_is_asked_for_from_outside_is_meant_for_tests_that_may_prove()
      throws NoSuchMethodException {
    Map<String, String> outside = Map.of("FAULTLINE_PROOF", "true");
    Map<String, String> properties = Map.of("faultline.proof", "true");

    assertThat(effective("bare", NONE, outside, NONE).proof()).isFalse();
    assertThat(effective("bare", properties, NONE, NONE).proof()).isFalse();
    assertThat(effective("bare", NONE, NONE, properties).proof()).isFalse();
    assertThat(effective("searched", NONE, outside, NONE).proof()).isTrue();
    assertThatThrownBy(() -> effective("sampledProof", NONE, outside, NONE))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("expected exhaustive");
  }

  /** Issue 11: such a test had no worlds, and passed. */
  @Test
  void a_seed_that_leaves_no_room_for_all_worlds_is_refused() throws NoSuchMethodException {
    assertThatThrownBy(() -> effective("farthest", NONE, NONE, NONE))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "seed is '9223372036854775807' (annotation), expected a whole number of at most"
                + " 9223372036854775707, so that each world has a seed");
    Map<String, String> that = Map.of("faultline.seed", Long.toString(Long.MAX_VALUE));
    assertThat(effective("bare", that, NONE, NONE).onlySeed()).as("that world alone").isTrue();
  }
}
