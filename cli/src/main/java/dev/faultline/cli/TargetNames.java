package dev.faultline.cli;

import dev.faultline.explore.Scenario;
import dev.faultline.explore.Scenarios;
import java.util.Iterator;

/** The names that {@code list} shows, for shells that complete. */
final class TargetNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Scenarios.all(TargetNames.class.getClassLoader()).stream()
        .map(Scenario::name)
        .iterator();
  }
}
