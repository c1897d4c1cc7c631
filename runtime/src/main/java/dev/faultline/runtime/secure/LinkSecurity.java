package dev.faultline.runtime.secure;

import dev.faultline.link.PeerIdentity;
import dev.faultline.link.secure.KeyExchange;
import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A driver's own key and the peers that it accepts: the holders of listed keys, or all holders of a
 * shared secret. The allowed keys can change while drivers run: {@link #allow} and {@link #revoke}.
 * Thread-safe; several drivers may share one object.
 */
public final class LinkSecurity {
  private final PrivateKey own;
  private final AllowedKeys peers;

  private LinkSecurity(PrivateKey own, List<PublicKey> peers) {
    if (peers.isEmpty()) {
      throw new KeyException("no peer is allowed; name the public key of at least one");
    }
    this.own = own;
    this.peers = new AllowedKeys(peers);
  }

  /** Accepts only the holders of these keys. */
  public static LinkSecurity keys(PrivateKey own, List<PublicKey> peers) {
    return new LinkSecurity(own, peers);
  }

  /** Accepts every peer with the same secret. Such peers cannot be told apart. */
  public static LinkSecurity shared(SharedKey secret) {
    PrivateKey key = secret.key();
    return new LinkSecurity(key, List.of(key.publicKey()));
  }

  /** The key by which peers know this side. */
  public PublicKey publicKey() {
    return own.publicKey();
  }

  /** The keys that are allowed now. */
  public List<PublicKey> peers() {
    return peers.allowed();
  }

  /** Accepts the holder of this key from now on. */
  public void allow(PublicKey key) {
    peers.allow(key);
  }

  /**
   * Rejects the holder of this key from now on. Running drivers delete their session keys for it
   * before the next packet in either direction. If the key is allowed again, even before that
   * packet, its holder must prove again that it has the key. Until then its sessions receive
   * nothing and expire as if the peer were silent; after a new proof they continue.
   *
   * @return false if the key was not allowed
   */
  public boolean revoke(PublicKey key) {
    return peers.revoke(key);
  }

  /**
   * The number by which a {@link dev.faultline.link.secure.SecureLayer} knows this key.
   *
   * @throws KeyException if it is not allowed
   */
  public int peer(PublicKey key) {
    int number = peers.number(key);
    if (number < 0) {
      throw new KeyException("the key " + key + " is not among those of the allowed peers");
    }
    return number;
  }

  /** The key with this number, whether or not it is still allowed. */
  public PublicKey key(int number) {
    return peers.key(number);
  }

  /** The key of this identity, whether or not it is still allowed; null if it never was. */
  public @Nullable PublicKey key(PeerIdentity identity) {
    return peers.key(identity);
  }

  /** A new key exchange for one {@link dev.faultline.link.secure.SecureLayer}; not thread-safe. */
  public KeyExchange exchange() {
    return exchange(null);
  }

  /**
   * With ephemeral keys determined by a seed, for tests: anyone who knows the seed can decrypt
   * everything.
   */
  KeyExchange exchange(@Nullable RandomGenerator random) {
    RandomGenerator from = random == null ? new SecureRandom() : random;
    return exchange(
        initiator -> {
          byte[] key = new byte[X25519.BYTES];
          from.nextBytes(key);
          return key;
        },
        new X25519());
  }

  /** With the caller's ephemeral keys and curve; for tests. */
  KeyExchange exchange(Ephemerals ephemerals, X25519 curve) {
    return new NoiseExchange(own, peers, ephemerals, curve);
  }
}
