package dev.faultline.cli;

import dev.faultline.explore.Finding;
import dev.faultline.explore.Shrunk;
import dev.faultline.explore.why.Signature;
import dev.faultline.explore.why.Why;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finding whose replay file has been written.
 *
 * @param finding as it was found
 * @param replay the file that brings it back
 * @param small what became of it when it was made small, or null if it was not
 * @param picture of the small run, or of the finding where there is none
 * @param signature of its cause; null where nobody looked for that
 */
record Reported(
    Finding finding,
    Path replay,
    @Nullable Small small,
    Picture picture,
    @Nullable Signature signature) {
  /**
   * A finding made small.
   *
   * @param replay the file that brings the small run back
   * @param story of the small run, a line each
   * @param why the small run violates the property, or null where that was not asked or cannot be
   *     told
   */
  record Small(Shrunk shrunk, Path replay, List<String> story, @Nullable Why why) {}

  /**
   * A diagram, or why there is none.
   *
   * @param file where it is, or null
   * @param missing why there is none; empty where nobody asked for one
   */
  record Picture(@Nullable Path file, String missing) {
    static final Picture NONE = new Picture(null, "");
  }
}
