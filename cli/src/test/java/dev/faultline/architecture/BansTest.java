package dev.faultline.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.faultline.architecture.fixtures.Innocent;
import dev.faultline.architecture.fixtures.Violations;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class BansTest {
  /** The class of deliberate violations for each ban: each of its methods commits one. */
  private static final Map<Ban, Class<?>> FIXTURES =
      Map.of(
          Bans.WALL_CLOCK, Violations.WallClock.class,
          Bans.UNSEEDED_RANDOMNESS, Violations.UnseededRandomness.class,
          Bans.UNORDERED_COLLECTIONS, Violations.UnorderedCollections.class,
          Bans.IDENTITY_HASHES, Violations.IdentityHashes.class,
          Bans.OWN_THREADS, Violations.OwnThreads.class,
          Bans.SURROUNDINGS, Violations.Surroundings.class,
          Bans.TERMINAL, Violations.Terminal.class);

  @ParameterizedTest
  @FieldSource("dev.faultline.architecture.Bans#ALL")
  void product_code_uses_nothing_that_is_banned(Ban ban) {
    assertThat(ban.violationsIn(Product.CLASSES)).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("dev.faultline.architecture.Bans#ALL")
  void every_exception_is_still_needed(Ban ban) {
    assertThat(ban.needlessAllowances(Product.CLASSES)).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("dev.faultline.architecture.Bans#ALL")
  void a_deliberate_violation_is_caught(Ban ban) {
    JavaClass fixture = new ClassFileImporter().importClass(FIXTURES.get(ban));
    List<String> uses = ban.usesIn(List.of(fixture));
    for (JavaMethod method : fixture.getMethods()) {
      if (!method.getName().startsWith("lambda$")) {
        assertThat(uses).anyMatch(use -> use.contains(method.getFullName() + " uses"));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("dev.faultline.architecture.Bans#ALL")
  void ordered_and_seeded_code_is_left_alone(Ban ban) {
    JavaClass innocent = new ClassFileImporter().importClass(Innocent.class);
    assertThat(ban.usesIn(List.of(innocent))).isEmpty();
  }

  @Test
  void the_modules_that_the_bans_are_for_were_read() {
    assertThat(Product.CLASSES).extracting(Product::module).contains("core", "cli");
  }
}
