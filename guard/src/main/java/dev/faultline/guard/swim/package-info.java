/** Membership by gossip: who is alive in a group that is too large for all to watch all. */
@NullMarked
package dev.faultline.guard.swim;

import org.jspecify.annotations.NullMarked;
