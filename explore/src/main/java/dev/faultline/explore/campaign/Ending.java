package dev.faultline.explore.campaign;

import dev.faultline.explore.Leak;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the attempt to run one world of a campaign came out. */
public sealed interface Ending {
  /**
   * The world ran.
   *
   * @param again whether it was run twice
   * @param leak what made the second run differ, or null
   * @param shown the behaviours that the second run showed; empty where there was none
   */
  record Ran(WorldRun run, boolean again, @Nullable Leak leak, Set<Long> shown) implements Ending {}

  /** The world could not be run, or Faultline failed in it. */
  record Failed(RuntimeException failure) implements Ending {}

  /** The world stands still in real time; the text says where. */
  record Stuck(String where) implements Ending {}

  /** There is nothing left to explore. */
  record Nothing() implements Ending {}

  /** Whether no world after this one counts. */
  default boolean isLast(boolean all) {
    return switch (this) {
      case Ran(var run, var _, var leak, var _) ->
          leak != null || !all && run.result().violation() != null;
      case Failed failed -> true;
      case Stuck stuck -> true;
      case Nothing nothing -> true;
    };
  }
}
