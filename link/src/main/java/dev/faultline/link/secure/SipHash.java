package dev.faultline.link.secure;

/**
 * SipHash-2-4 (Aumasson and Bernstein 2012) of two 64-bit words under a 128-bit secret: without the
 * secret one can neither guess a hash nor find two inputs with the same hash. Not thread-safe.
 */
public final class SipHash {
  private final long secret0;
  private final long secret1;
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  /** The hash function under this secret. */
  public SipHash(long secret0, long secret1) {
    this.secret0 = secret0;
    this.secret1 = secret1;
  }

  /** The hash of two words. */
  public long of(long first, long second) {
    v0 = secret0 ^ 0x736f6d6570736575L;
    v1 = secret1 ^ 0x646f72616e646f6dL;
    v2 = secret0 ^ 0x6c7967656e657261L;
    v3 = secret1 ^ 0x7465646279746573L;
    word(first);
    word(second);
    word(16L << 56);
    v2 ^= 0xff;
    for (int i = 0; i < 4; i++) {
      round();
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  private void word(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private void round() {
    v0 += v1;
    v2 += v3;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 = Long.rotateLeft(v2, 32);
  }
}
