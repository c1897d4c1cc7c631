package dev.faultline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BuildToolTest {
  private static final Path FILE = Path.of("/home/me/till/build/faultline/till-44.replay");

  @Test
  void gradle_is_told_by_what_it_sets_in_the_jvms_of_its_tests() {
    assertThat(BuildTool.of(Map.of("org.gradle.test.worker", "7")::get))
        .isEqualTo(BuildTool.GRADLE);
    assertThat(BuildTool.of(Map.of("surefire.test.class.path", "x")::get))
        .isEqualTo(BuildTool.MAVEN);
  }

  @Test
  void each_has_its_own_way_to_name_a_test_and_to_hand_in_a_file() {
    assertThat(BuildTool.MAVEN.replays("com.acme.TillTest#charges_once", FILE))
        .isEqualTo("mvn test -Dtest='com.acme.TillTest#charges_once' -Dfaultline.replay=" + FILE);
    assertThat(BuildTool.GRADLE.replays("com.acme.TillTest#charges_once", FILE))
        .isEqualTo(
            "FAULTLINE_REPLAY='"
                + FILE
                + "' gradle test --tests 'com.acme.TillTest.charges_once' --rerun");
  }
}
