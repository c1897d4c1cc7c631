package dev.faultline.link.handshake;

import dev.faultline.link.PeerIdentity;
import java.util.Set;

/**
 * The layer that protects an endpoint's packets and keeps unknown peers out: every packet that
 * reaches the endpoint comes from a peer that has proven its address and its identity.
 */
public interface Wall {
  /** Who the peer with a number has proven to be. */
  PeerIdentity identity(long peer);

  /** No old packet of these may get to the endpoint from now on: it has forgotten their ends. */
  void unremembered(Set<PeerIdentity> owners);

  /** Whether there is more than one peer that sessions and memory are to be shared out between. */
  boolean severalPeers();
}
