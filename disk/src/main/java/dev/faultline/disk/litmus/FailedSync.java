package dev.faultline.disk.litmus;

import dev.faultline.disk.Profile;
import java.io.IOException;
import java.util.function.Function;

/**
 * A sequence of calls in which data cannot be written out, and one thing that can be seen of it
 * (Rebello et al., ATC 2020).
 *
 * @param calls the calls in short, for a reader
 * @param seen what is looked at
 * @param observation makes the calls, and looks
 * @param expected what each profile shows
 */
public record FailedSync(
    String calls, String seen, Observation observation, Function<Profile, String> expected) {

  /** Makes calls on a file of three blocks, and says what is seen. */
  @FunctionalInterface
  public interface Observation {
    /** What is seen, in short. */
    String see(FailingDisk disk) throws IOException;
  }

  /** What a profile really shows. */
  public String observed(Profile profile) {
    try (FailingDisk disk = new FailingDisk(profile)) {
      return observation.see(disk);
    } catch (IOException e) {
      throw new IllegalStateException(calls + " under " + profile.name(), e);
    }
  }
}
