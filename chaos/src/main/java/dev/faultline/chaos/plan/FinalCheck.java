package dev.faultline.chaos.plan;

import dev.faultline.chaos.yaml.Place;
import java.nio.file.Path;

/** What decides about the outcome, when all faults are over. */
public sealed interface FinalCheck {
  /** Where it stands. */
  Place place();

  /** A probe has to be true. */
  record Holds(Place place, Probe probe) implements FinalCheck {}

  /** A history has to fit a consistency model. */
  record History(Place place, Path file, String model, String level) implements FinalCheck {}

  /** A probe has to have been true at some time during the phases, or the fault never bit. */
  record Sometimes(Place place, Probe probe) implements FinalCheck {}
}
