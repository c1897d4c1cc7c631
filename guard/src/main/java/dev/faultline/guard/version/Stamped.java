package dev.faultline.guard.version;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A message with the versions of all views under which it was written.
 *
 * @param versions by name of the view
 */
public record Stamped<M>(SortedMap<String, VersionVector> versions, M message) {
  /** Creates it. */
  public Stamped {
    TreeMap<String, VersionVector> copy = new TreeMap<>();
    copy.putAll(versions);
    versions = Collections.unmodifiableSortedMap(copy);
    Objects.requireNonNull(message, "message");
  }
}
