package dev.faultline.explore.small;

import dev.faultline.explore.Program;

/**
 * A system of a few steps.
 *
 * @param faults at most so many in a run; −1 for any number
 * @param endsAtLeast how many different ends it is known to have, so that a search which sees next
 *     to nothing does not pass
 */
public record SmallSystem(String name, int faults, int endsAtLeast, Program program) {
  @Override
  public String toString() {
    return name;
  }
}
