package dev.faultline.stories;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A play in five screens: a claim, a bet, what happens, why, and what holds.
 *
 * <p>A story is a small model of a system, computed event by event from a seed. It uses the guards
 * of the module {@code guard} as a service would. Implementations have no state: {@link #run} may
 * be called by several threads.
 */
public interface Story {
  /** What it says. */
  Words words();

  /** One or two sentences that name every number of the system. */
  String system(Values values);

  /** What may be changed. */
  List<Parameter> parameters();

  /** The system as it is first, and then with what is meant to help. */
  List<Guard> guards();

  /** The name of the guard that helps. */
  String cure();

  /** The headings of {@link Run#figures}. */
  List<String> columns();

  /** Plays one scene. */
  Run run(Scene scene);

  /** Whether the system holds in a scene: as {@link #run}, and often faster. */
  default boolean holds(Scene scene) {
    return run(scene).holds();
  }

  /** Where it becomes inevitable, if there is such a point. */
  default Optional<Turning> turning() {
    return Optional.empty();
  }

  /** What the map of outcomes shows. */
  Atlas atlas();

  /** The scene as it is told: the system as it is, with the given seed. */
  default Scene scene(long seed) {
    return new Scene(seed, Values.of(parameters()), guards().getFirst().name());
  }

  /** What has to come out, with the seed that is told; further ones come after the two of all. */
  default List<Check> checks(long seed) {
    Run bare = run(scene(seed));
    Run cured = run(scene(seed).with(cure()));
    List<Check> checks = new ArrayList<>();
    checks.add(new Check("as it is, it fails", bare.verdict(), !bare.holds()));
    checks.add(new Check("with " + cure() + ", it holds", cured.verdict(), cured.holds()));
    checks.addAll(moreChecks(seed));
    return checks;
  }

  /** What else has to come out. */
  default List<Check> moreChecks(long seed) {
    return List.of();
  }
}
