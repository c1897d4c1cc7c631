package dev.faultline.bench.bank;

import dev.faultline.explore.Program;
import java.util.function.BiConsumer;

/**
 * One published kind of bug, planted in a program of a few lines, and the same program mended.
 *
 * @param name of the kind
 * @param source where it was published
 * @param setUp sets a world up; true for the program with the bug
 */
record Planted(String name, String source, BiConsumer<Stage, Boolean> setUp) {
  /** How nodes are written: the same code behind handlers, or behind a loop that blocks. */
  enum Style {
    HANDLERS,
    BLOCKING
  }

  Program broken(Style style) {
    return world -> setUp.accept(new Stage(world, style), true);
  }

  Program mended(Style style) {
    return world -> setUp.accept(new Stage(world, style), false);
  }
}
