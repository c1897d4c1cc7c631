package dev.faultline.link.secure;

import dev.faultline.link.PeerIdentity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who holds an allowed key and has, or had, an address; what an endpoint knows by a number
 * that stays when the address changes.
 */
final class SecurePeer {
  /** A HELLO, and what an endpoint sends along with it. */
  private static final int MOST_WAITING = 10;

  final int number;
  final int key;
  final PeerIdentity identity;

  /**
   * The number of the address at which it was first known: there it is looked for when it does not
   * answer at the present one, which somebody who repeats packets may have made up.
   */
  final long home;

  /** The number that the driver gave to its present address. */
  long address;

  /** All that there are with it, in the order in which they began. */
  final List<Association> associations = new ArrayList<>();

  /** What packets are sealed with. */
  @Nullable Association current;

  /** What was current before: packets may still be on their way. */
  @Nullable Association previous;

  /** The handshake that this side has begun, if one is going on. */
  @Nullable Association opening;

  /** An address from which a fresh packet came, and what is asked there before it is believed. */
  long candidate;

  long candidateToken;
  long candidateAskedAt;
  boolean candidateOpen;

  int attempts;
  long attemptAt;
  long retryAt;

  /** Whether another attempt is to be made at {@link #retryAt}. */
  boolean retries;

  /** The first packets that there was no association for. */
  private final List<byte[]> waiting = new ArrayList<>();

  /** Whether the peer has to be shown soon that its reply has come. */
  boolean greeting;

  SecurePeer(int number, int key, PeerIdentity identity, long address) {
    this.identity = identity;
    this.number = number;
    this.key = key;
    home = address;
    this.address = address;
  }

  /** Keeps a packet until there is an association, if not too many are kept. */
  void keep(byte[] packet) {
    if (waiting.size() < MOST_WAITING) {
      waiting.add(packet);
    }
  }

  List<byte[]> takeWaiting() {
    List<byte[]> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }
}
