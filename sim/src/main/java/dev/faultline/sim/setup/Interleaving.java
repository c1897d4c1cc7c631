package dev.faultline.sim.setup;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where the threads of blocking nodes may take turns inside their code, rather than only where they
 * block. Immutable.
 *
 * @param synchronisation whether before every lock, access to a volatile field and atomic operation
 *     in the program's classes, calls into {@code java.util.concurrent} and of {@link
 *     dev.faultline.core.Env} included
 * @param packages in whose classes, and in those of the packages below, also before every access to
 *     a field, an array or a collection
 */
public record Interleaving(boolean synchronisation, Set<String> packages) {
  /** The threads of a node take turns where they block, end or yield. */
  public static final Interleaving NONE = new Interleaving(false, Collections.emptySortedSet());

  /** They also take turns where they synchronise. */
  public static final Interleaving LOCKS = new Interleaving(true, Collections.emptySortedSet());

  public Interleaving {
    packages = Collections.unmodifiableSortedSet(new TreeSet<>(packages));
    for (String name : packages) {
      if (!name.matches("\\p{javaJavaIdentifierStart}[\\p{javaJavaIdentifierPart}.]*")
          || name.endsWith(".")) {
        throw new IllegalArgumentException(
            "package is '" + name + "', expected the name of a package such as com.example");
      }
    }
    if (!packages.isEmpty() && !synchronisation) {
      throw new IllegalArgumentException(
          "fields of " + packages + " without synchronisation, expected both");
    }
  }

  /** Locks everywhere, and fields, arrays and collections in those packages. */
  public static Interleaving fieldsOf(Collection<String> packages) {
    return new Interleaving(true, new TreeSet<>(packages));
  }

  public static Interleaving fieldsOf(String... packages) {
    return fieldsOf(List.of(packages));
  }

  /**
   * Reads {@code none}, {@code locks}, or the names of packages, separated by commas.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  public static Interleaving parse(String text) {
    return switch (text) {
      case "none" -> NONE;
      case "locks" -> LOCKS;
      default -> fieldsOf(text.split(",", -1));
    };
  }
}
