package dev.faultline.bench.bank;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Published kinds of bugs, each planted in a few lines and mended next to it. The default campaign
 * has to find every one, in handlers and in blocking code, and to let every mended program be.
 */
final class Bank {
  /** What a world of the bank lasts, in simulated time. */
  static final Duration DURATION = Duration.ofSeconds(5);

  private Bank() {}

  static List<Planted> bugs() {
    List<Planted> bugs = new ArrayList<>();
    bugs.addAll(Durability.bugs());
    bugs.addAll(Requests.bugs());
    bugs.addAll(Overtaking.bugs());
    bugs.addAll(Replication.bugs());
    bugs.addAll(Leadership.bugs());
    bugs.addAll(Handoff.bugs());
    bugs.addAll(Registers.bugs());
    bugs.addAll(LastWrites.bugs());
    bugs.addAll(Counters.bugs());
    bugs.addAll(Locks.bugs());
    bugs.addAll(Voting.bugs());
    bugs.addAll(RaftLog.bugs());
    bugs.addAll(Paxos.bugs());
    bugs.addAll(Commitment.bugs());
    return List.copyOf(bugs);
  }
}
