package dev.faultline.runtime.secure;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Private keys that a seed determines: for tests, and nothing else. */
final class TestKeys {
  private TestKeys() {}

  static PrivateKey seeded(long seed) {
    return from(new SplittableRandom(seed));
  }

  static PrivateKey from(RandomGenerator random) {
    byte[] bytes = new byte[PublicKey.BYTES];
    random.nextBytes(bytes);
    return PrivateKey.of(bytes);
  }
}
