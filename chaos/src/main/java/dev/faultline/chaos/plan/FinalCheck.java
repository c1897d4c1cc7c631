package dev.faultline.chaos.plan;

import dev.faultline.chaos.yaml.Place;
import java.nio.file.Path;

/** A check that decides the outcome after all faults are over. */
public sealed interface FinalCheck {
  /** The check's place in the plan. */
  Place place();

  /** A probe must be true. */
  record Holds(Place place, Probe probe) implements FinalCheck {}

  /** A history must satisfy a consistency model. */
  record History(Place place, Path file, String model, String level) implements FinalCheck {}

  /**
   * A probe must have been true at some time during the phases; otherwise the fault had no effect.
   */
  record Sometimes(Place place, Probe probe) implements FinalCheck {}
}
