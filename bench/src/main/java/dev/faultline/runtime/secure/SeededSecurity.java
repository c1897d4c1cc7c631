package dev.faultline.runtime.secure;

import dev.faultline.link.secure.KeyExchange;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Keys that a seed determines, so that a world with protected links can be run again. The runtime
 * does not let its users make such keys: whoever knows the seed reads all. This class is in its
 * package to reach them nevertheless, and is in no module that anybody depends on.
 */
public final class SeededSecurity {
  private final LinkSecurity security;

  private SeededSecurity(long own, long peer) {
    security = LinkSecurity.keys(key(own), List.of(key(peer).publicKey()));
  }

  /** One end, which speaks with the end whose two seeds are the other way round. */
  public static SeededSecurity of(long own, long peer) {
    return new SeededSecurity(own, peer);
  }

  private static PrivateKey key(long seed) {
    byte[] bytes = new byte[PublicKey.BYTES];
    new SplittableRandom(seed).nextBytes(bytes);
    return PrivateKey.of(bytes);
  }

  /** The cryptography of one layer, with ephemeral keys from {@code random}. */
  public KeyExchange exchange(RandomGenerator random) {
    return security.exchange(random);
  }
}
