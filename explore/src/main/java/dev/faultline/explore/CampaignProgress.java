package dev.faultline.explore;

/**
 * How far a campaign is, for a progress bar.
 *
 * @param worlds done so far, in any order
 * @param plannedWorlds how many there will be unless something is found
 * @param findings so far
 * @param simulatedNanos in all worlds together
 */
public record CampaignProgress(int worlds, int plannedWorlds, int findings, long simulatedNanos) {}
