package dev.faultline.cli;

import dev.faultline.explore.Finding;
import dev.faultline.explore.Shrunk;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finding whose replay file has been written.
 *
 * @param finding as it was found
 * @param replay the file that brings it back
 * @param small what became of it when it was made small, or null if it was not
 */
record Reported(Finding finding, Path replay, @Nullable Small small) {
  /**
   * A finding made small.
   *
   * @param replay the file that brings the small run back
   * @param story of the small run, a line each
   */
  record Small(Shrunk shrunk, Path replay, List<String> story) {}
}
