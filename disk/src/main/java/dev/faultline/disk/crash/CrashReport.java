package dev.faultline.disk.crash;

import org.jspecify.annotations.Nullable;

/**
 * What an exploration came to.
 *
 * @param calls how many calls were recorded
 * @param points how many moments there were at which the machine could crash
 * @param checked how many different states were checked
 * @param meanings how many different texts the checker gave
 * @param duringRecovery how many states were checked that a crash during recovery left
 * @param exhaustive whether these are all states that the profile allows at all points, but for
 *     those of crashes during recovery
 * @param finding the first crash that the program does not survive; null where it survived all
 */
public record CrashReport(
    long calls,
    int points,
    long checked,
    long meanings,
    long duringRecovery,
    boolean exhaustive,
    @Nullable Finding finding) {}
