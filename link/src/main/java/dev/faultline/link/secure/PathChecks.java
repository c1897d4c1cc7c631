package dev.faultline.link.secure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Finds out whether a peer is where its packets come from: anybody may have brought them. Each
 * packet from a new address, of 32 bytes at least, is answered with 40 bytes at most until the peer
 * has answered from there (RFC 9000, sections 8.2 and 9.3, which allow three times as much).
 */
final class PathChecks {
  /** A new address is not asked more often than this. */
  private static final long ASK_NANOS = Duration.ofMillis(20).toNanos();

  private static final int MOST_WAITING = 256;

  /** A question or an answer about an address, to be sent in the next poll. */
  record Message(byte type, Association with, long address, long token) {}

  private final RandomGenerator random;
  private final SecureCounters counters;
  private final List<Message> waiting = new ArrayList<>();

  PathChecks(RandomGenerator random, SecureCounters counters) {
    this.random = random;
    this.counters = counters;
  }

  /** A fresh packet has come from a new address. */
  void ask(long now, Association with, long address) {
    SecurePeer peer = with.peer;
    boolean same = peer.candidateOpen && peer.candidate == address;
    if (same && now - peer.candidateAskedAt < ASK_NANOS) {
      return;
    }
    if (!same) {
      peer.candidateOpen = true;
      peer.candidate = address;
      peer.candidateToken = random.nextLong();
    }
    peer.candidateAskedAt = now;
    counters.pathChallenges++;
    later(new Message(SecureWire.PATH_CHALLENGE, with, address, peer.candidateToken));
  }

  /** A peer asks whether this side is there. */
  void answer(Association with, long address, long token) {
    later(new Message(SecureWire.PATH_RESPONSE, with, address, token));
  }

  /** While nothing can be sent, who asks ever more must not fill the memory. */
  private void later(Message message) {
    if (waiting.size() < MOST_WAITING) {
      waiting.add(message);
    }
  }

  /** Whether this is the answer to a question that was sent to this address. */
  boolean answered(SecurePeer peer, long address, long token) {
    if (!peer.candidateOpen || peer.candidate != address || peer.candidateToken != token) {
      return false;
    }
    peer.candidateOpen = false;
    return true;
  }

  /** What is to be sent, and then cleared. */
  List<Message> waiting() {
    return waiting;
  }
}
