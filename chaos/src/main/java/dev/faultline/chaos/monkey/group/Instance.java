package dev.faultline.chaos.monkey.group;

import dev.faultline.chaos.monkey.process.ProcessView;

/**
 * A process that may be a victim, and to whom it belongs.
 *
 * @param process as it was found
 * @param slot what stays the same when it is started again
 * @param account whose it is
 * @param region where it is
 */
public record Instance(
    ProcessView process, String slot, String account, String region, ClusterName cluster) {
  @Override
  public String toString() {
    return process.id() + " of " + cluster + " (" + slot + ")";
  }
}
