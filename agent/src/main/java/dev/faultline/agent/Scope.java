package dev.faultline.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * In which classes threads of blocking nodes take turns inside their code, and at what: all that
 * any world of this JVM has asked for. Immutable.
 *
 * <p>What one world asked for must not change what another does, so each place carries the bits
 * under which it counts: the lowest for synchronisation, and one for each package in the order in
 * which they were asked for.
 *
 * @param synchronisation whether in all classes of the program, at locks, volatile fields and
 *     atomic operations
 * @param packages in whose classes, and in those of packages below, they do so at every access to a
 *     field, an array or a collection too
 */
record Scope(boolean synchronisation, List<String> packages) {
  static final Scope NOTHING = new Scope(false, List.of());

  private static final long SYNCHRONISATION = 1;

  /** The bits of a long, without the lowest and the sign. */
  static final int MOST_PACKAGES = 62;

  /** What belongs to the tester and not to the program, unless a package is named. */
  private static final List<String> TESTERS =
      List.of(
          "dev/faultline/agent/",
          "dev/faultline/check/",
          "dev/faultline/cli/",
          "dev/faultline/core/",
          "dev/faultline/explore/",
          "dev/faultline/hook/",
          "dev/faultline/junit/",
          "dev/faultline/jvm/",
          "dev/faultline/report/",
          "dev/faultline/sim/",
          "org/junit/",
          "org/assertj/",
          "org/opentest4j/",
          "org/apache/maven/");

  /**
   * Both together.
   *
   * @throws IllegalStateException when that is more packages than a world can tell apart
   */
  Scope plus(Set<String> asked) {
    List<String> both = new ArrayList<>(packages);
    asked.stream().sorted().filter(name -> !packages.contains(name)).forEach(both::add);
    if (both.size() > MOST_PACKAGES) {
      throw new IllegalStateException(
          "worlds of this JVM asked for the fields of %d packages, expected at most %d: name one above them"
              .formatted(both.size(), MOST_PACKAGES));
    }
    return new Scope(true, List.copyOf(both));
  }

  /** The bits of a world that asked for synchronisation and the fields of these packages. */
  long bits(Set<String> asked) {
    long bits = SYNCHRONISATION;
    for (String name : asked) {
      bits |= bit(packages.indexOf(name));
    }
    return bits;
  }

  /** What is meant in a class, by its internal name. */
  Bits of(String type) {
    long accesses = 0;
    for (int i = 0; i < packages.size(); i++) {
      if (type.startsWith(packages.get(i).replace('.', '/') + "/")) {
        accesses |= bit(i);
      }
    }
    boolean isProgram = TESTERS.stream().noneMatch(type::startsWith);
    return new Bits(accesses | (synchronisation && isProgram ? SYNCHRONISATION : 0), accesses);
  }

  private static long bit(int index) {
    return 2L << index;
  }

  /**
   * Under which bits the places of a class count.
   *
   * @param synchronisation those where threads synchronise
   * @param accesses every access to what may be shared
   */
  record Bits(long synchronisation, long accesses) {
    boolean isNothing() {
      return synchronisation == 0;
    }
  }
}
