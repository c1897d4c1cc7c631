package dev.faultline.chaos.plan;

import dev.faultline.chaos.ProxySpec;
import java.util.Optional;

/**
 * A proxy that the plan puts between processes.
 *
 * @param from the target that connects through it; empty for clients, or if the plan does not say
 * @param to the target to which it connects
 */
public record PlanProxy(ProxySpec spec, Optional<String> from, Optional<String> to) {
  /** The name of the proxy. */
  public String name() {
    return spec.name();
  }

  /** Whether it leads from one target to another one. */
  boolean isBetweenTargets() {
    return from.isPresent() && to.isPresent() && !from.equals(to);
  }

  /** Whether a target is at one of its ends. */
  boolean touches(String target) {
    return from.equals(Optional.of(target)) || to.equals(Optional.of(target));
  }
}
