package dev.faultline.stories;

import java.util.function.Function;

/**
 * A way to run a story's system: as it is, or with something that is meant to help.
 *
 * @param name for the command line
 * @param label one to three words for tables
 * @param effect what it does to the load or the outcome, in a few words, for the given values
 */
public record Guard(String name, String label, Function<Values, String> effect) {
  /** One whose effect does not depend on the values. */
  public static Guard of(String name, String label, String effect) {
    return new Guard(name, label, values -> effect);
  }
}
