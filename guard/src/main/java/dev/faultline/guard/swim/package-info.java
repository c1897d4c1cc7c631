/**
 * Membership by gossip: which members are alive, in groups too large for every member to monitor
 * every other.
 */
@NullMarked
package dev.faultline.guard.swim;

import org.jspecify.annotations.NullMarked;
