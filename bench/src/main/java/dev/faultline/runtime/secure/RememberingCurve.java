package dev.faultline.runtime.secure;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * X25519 that remembers what two keys have come to: the result for the same keys is the same, and
 * both sides of a handshake ask for it. Remembers the public keys of those private ones that it is
 * given as well. What is remembered is shared by all that are made, and never forgotten, so that
 * this is for keys of which there are few.
 */
final class RememberingCurve extends X25519 {
  /** A private key and its public one; the JDK's key objects do not tell. */
  private record Known(java.security.PrivateKey secret, ByteBuffer point)
      implements java.security.PrivateKey {
    @Override
    public String getAlgorithm() {
      return secret.getAlgorithm();
    }

    @Override
    public @Nullable String getFormat() {
      return null;
    }

    @Override
    public byte @Nullable [] getEncoded() {
      return null;
    }
  }

  /** Two public keys, in an order that does not depend on whose they are. */
  private record Pair(ByteBuffer low, ByteBuffer high) {
    static Pair of(ByteBuffer one, ByteBuffer other) {
      return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
    }
  }

  private static final Map<ByteBuffer, Known> KEYS = new ConcurrentHashMap<>();
  private static final Map<Pair, byte[]> AGREED = new ConcurrentHashMap<>();

  private final X25519 plain = new X25519();

  @Override
  java.security.PrivateKey secret(byte[] secret) {
    Known known = KEYS.get(ByteBuffer.wrap(secret));
    if (known == null) {
      known = new Known(plain.secret(secret), ByteBuffer.wrap(plain.publicKey(secret)));
      KEYS.put(ByteBuffer.wrap(secret.clone()), known);
    }
    return known;
  }

  @Override
  byte[] publicKey(byte[] secret) {
    return ((Known) secret(secret)).point().array().clone();
  }

  @Override
  byte @Nullable [] agree(java.security.PrivateKey secret, byte[] point) {
    if (!(secret instanceof Known known)) {
      return plain.agree(secret, point);
    }
    Pair pair = Pair.of(known.point(), ByteBuffer.wrap(point.clone()));
    byte[] agreed = AGREED.get(pair);
    if (agreed == null) {
      agreed = plain.agree(known.secret(), point);
      if (agreed == null) {
        return null;
      }
      AGREED.put(pair, agreed);
    }
    return agreed.clone();
  }
}
