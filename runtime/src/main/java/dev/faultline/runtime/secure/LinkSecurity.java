package dev.faultline.runtime.secure;

import dev.faultline.link.PeerIdentity;
import dev.faultline.link.secure.KeyExchange;
import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Who a driver is, and with whom it speaks: with keys of the peers' own, or with all who share a
 * secret. Who is allowed may change while drivers run: {@link #allow} and {@link #revoke}.
 * Thread-safe; several drivers may have the same object.
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

  /** With whom this side speaks at present. */
  public List<PublicKey> peers() {
    return peers.allowed();
  }

  /** Speaks with the holder of this key, too, from now on. */
  public void allow(PublicKey key) {
    peers.allow(key);
  }

  /**
   * Speaks no more with the holder of this key. Drivers that run forget what they have agreed on
   * with it before the next packet in either direction, even if the key is allowed again before
   * that: then the holder has to prove anew that it has the key. Its sessions hear nothing in
   * between, and expire as if the peer were silent; when it has proven itself anew, they go on.
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

  /** The key that has this number, whether it is still allowed or not. */
  public PublicKey key(int number) {
    return peers.key(number);
  }

  /** The key of this identity, whether it is still allowed or not; null if it never was. */
  public @Nullable PublicKey key(PeerIdentity identity) {
    return peers.key(identity);
  }

  /** The cryptography of one layer; not thread-safe. */
  public KeyExchange exchange() {
    return exchange(null);
  }

  /** With ephemeral keys that a seed determines, for tests: whoever knows the seed reads all. */
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

  /** With ephemeral keys, and a curve, of the caller's: for tests, too. */
  KeyExchange exchange(Ephemerals ephemerals, X25519 curve) {
    return new NoiseExchange(own, peers, ephemerals, curve);
  }
}
