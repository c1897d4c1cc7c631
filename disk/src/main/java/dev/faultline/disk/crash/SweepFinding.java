package dev.faultline.disk.crash;

import dev.faultline.disk.Profile;
import org.jspecify.annotations.Nullable;

/**
 * A failed call that the program does not survive.
 *
 * @param profile the file system, which says what a failed sync leaves
 * @param mode how long the failure lasts
 * @param failed the first call that failed
 * @param of how many calls the program makes without a failure
 * @param ended what the program threw; null where it came to its end
 * @param endless why the run was given up; null where it ended
 * @param finding what the check says of what the run left; null where the run did not end
 */
public record SweepFinding(
    Profile profile,
    SweepOptions.Mode mode,
    FailedCall failed,
    int of,
    @Nullable Throwable ended,
    @Nullable String endless,
    @Nullable Finding finding) {}
