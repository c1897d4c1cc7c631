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
  /**
   * So many ephemeral keys of initiators are made once and for all. A process takes them one after
   * the other from anywhere on, so that none comes twice in its life, nor soon after: an opening
   * that has been here is not answered.
   */
  private static final int POOLED = 1 << 10;

  /** And so many of responders, who may have the same one again with other initiators' keys. */
  private static final int ANSWERING = 1 << 3;

  private static final byte[][] POOL = new byte[POOLED + ANSWERING][];

  static {
    SplittableRandom random = new SplittableRandom(25_519);
    for (int i = 0; i < POOL.length; i++) {
      POOL[i] = bytes(random);
    }
  }

  private final LinkSecurity security;

  private SeededSecurity(long own, long peer) {
    security = LinkSecurity.keys(key(own), List.of(key(peer).publicKey()));
  }

  /** One end, which speaks with the end whose two seeds are the other way round. */
  public static SeededSecurity of(long own, long peer) {
    return new SeededSecurity(own, peer);
  }

  private static PrivateKey key(long seed) {
    return PrivateKey.of(bytes(new SplittableRandom(seed)));
  }

  private static byte[] bytes(RandomGenerator random) {
    byte[] bytes = new byte[PublicKey.BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  /** The cryptography of one layer, with ephemeral keys from {@code random}. */
  public KeyExchange exchange(RandomGenerator random) {
    return security.exchange(random);
  }

  /**
   * The same with ephemeral keys from a thousand that were made beforehand, and what they come to
   * remembered: packets, handshakes and all that is checked of them are the same, and cost a tenth.
   */
  public KeyExchange pooledExchange(RandomGenerator random) {
    int[] next = {random.nextInt(POOLED)};
    return security.exchange(
        initiator ->
            POOL[initiator ? next[0]++ % POOLED : POOLED + random.nextInt(ANSWERING)].clone(),
        new RememberingCurve());
  }
}
