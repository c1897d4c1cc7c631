package dev.faultline.explore;

import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Intake;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Where the worlds of a campaign run: on the threads of this JVM, or on other machines. An engine
 * runs ranges of worlds and hands in their results; the campaign merges these in the order of the
 * worlds, so its result is the same for every engine.
 */
public interface Engine extends AutoCloseable {
  /**
   * Runs worlds until all before {@link Intake#limit} have been handed in, or {@link
   * Intake#interrupted} says so. What lies above a limit that has fallen is given up; what lies
   * below is not.
   *
   * @throws UsageException when the engine cannot run this plan, in one line
   */
  void run(CampaignPlan plan, Intake intake);

  /**
   * Where to store the progress of a campaign. Engines other than the local one know more places
   * than the files of this machine.
   *
   * @throws UsageException when the engine knows no such place
   */
  default CheckpointStore checkpoint(String place) {
    try {
      return CheckpointStore.file(Path.of(place));
    } catch (InvalidPathException e) {
      throw new UsageException("'" + place + "' is not a path: " + e.getMessage(), e);
    }
  }

  /**
   * Runs errands, several at once, and passes on their answers in the order of the requests, which
   * are drawn as they are needed.
   *
   * @throws UsageException when the engine cannot, in one line
   */
  default void errands(
      Class<? extends Errand> errand, Iterator<byte[]> requests, Consumer<byte[]> answers) {
    throw new UsageException("this engine runs worlds only");
  }

  /** Releases the machines that the engine took; a local engine has none. */
  @Override
  default void close() {}

  /** The threads of this JVM. */
  static Engine local(CampaignPlan plan) {
    return new LocalEngine(Sources.of(plan));
  }
}
