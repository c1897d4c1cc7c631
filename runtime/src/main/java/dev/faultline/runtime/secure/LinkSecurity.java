package dev.faultline.runtime.secure;

import dev.faultline.link.KeyExchange;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who a driver is, and with whom it speaks: with keys of the peers' own, or with all who share a
 * secret. Immutable.
 */
public final class LinkSecurity {
  private final PrivateKey own;
  private final List<PublicKey> peers;

  private LinkSecurity(PrivateKey own, List<PublicKey> peers) {
    if (peers.isEmpty()) {
      throw new KeyException("no peer is allowed; name the public key of at least one");
    }
    this.own = own;
    this.peers = List.copyOf(peers);
  }

  /** Speaks with the holders of these keys only. */
  public static LinkSecurity keys(PrivateKey own, List<PublicKey> peers) {
    return new LinkSecurity(own, peers);
  }

  /** Speaks with everybody who has the same secret, and cannot tell one from another. */
  public static LinkSecurity shared(SharedKey secret) {
    PrivateKey key = secret.key();
    return new LinkSecurity(key, List.of(key.publicKey()));
  }

  /** By which peers know this side. */
  public PublicKey publicKey() {
    return own.publicKey();
  }

  /** With whom this side speaks. */
  public List<PublicKey> peers() {
    return peers;
  }

  /**
   * Which of the {@link #peers} has this key.
   *
   * @throws KeyException if none of them has
   */
  public int peer(PublicKey key) {
    int number = peers.indexOf(key);
    if (number < 0) {
      throw new KeyException("the key " + key + " is not among those of the allowed peers");
    }
    return number;
  }

  /** The cryptography of one layer; not thread-safe. */
  public KeyExchange exchange() {
    return exchange(null);
  }

  /**
   * The cryptography of one layer; not thread-safe.
   *
   * @param random draws the ephemeral keys: for simulated worlds only; with null they are as secret
   *     as this machine can make them
   */
  public KeyExchange exchange(@Nullable RandomGenerator random) {
    return new NoiseExchange(own, peers, random);
  }
}
