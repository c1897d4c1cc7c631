package dev.faultline.agent;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * In which classes threads of blocking nodes take turns inside their code, and at what. Immutable.
 *
 * @param synchronisation whether in all classes of the program, at locks, volatile fields and
 *     atomic operations
 * @param packages in whose classes, and in those of packages below, they do so at every access to a
 *     field, an array or a collection too
 */
record Scope(boolean synchronisation, Set<String> packages) {
  static final Scope NOTHING = new Scope(false, Set.of());

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
          "dev/faultline/report/",
          "dev/faultline/sim/",
          "org/junit/",
          "org/assertj/",
          "org/opentest4j/",
          "org/apache/maven/");

  Scope plus(Scope other) {
    Set<String> both = new TreeSet<>(packages);
    both.addAll(other.packages);
    return new Scope(synchronisation || other.synchronisation, both);
  }

  /** What is meant in a class, by its internal name. */
  Level of(String type) {
    for (String prefix : packages) {
      String path = prefix.replace('.', '/');
      if (type.startsWith(path + "/")) {
        return Level.ACCESSES;
      }
    }
    return synchronisation && TESTERS.stream().noneMatch(type::startsWith)
        ? Level.SYNCHRONISATION
        : Level.NOTHING;
  }

  enum Level {
    NOTHING,
    SYNCHRONISATION,
    ACCESSES
  }
}
