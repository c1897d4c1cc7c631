/**
 * A state machine that several processes keep together over MicroRaft, and clients whose commands
 * take effect once.
 */
@NullMarked
package dev.faultline.group.raft;

import org.jspecify.annotations.NullMarked;
