package dev.faultline.chaos.monkey.group;

import dev.faultline.chaos.monkey.process.ProcessView;

/**
 * A process that may become a victim, and its owner.
 *
 * @param process as it was found
 * @param slot a key that stays the same when it restarts
 * @param account its account
 * @param region its region
 */
public record Instance(
    ProcessView process, String slot, String account, String region, ClusterName cluster) {
  @Override
  public String toString() {
    return process.id() + " of " + cluster + " (" + slot + ")";
  }
}
