package dev.faultline.runtime.secure;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;

/**
 * X25519 (RFC 7748) by the JDK, on keys as the 32 bytes that travel. Not thread-safe: the providers
 * are looked up once.
 */
class X25519 {
  static final int BYTES = 32;

  private static final byte[] BASE_POINT = new byte[BYTES];

  static {
    BASE_POINT[0] = 9;
  }

  private final KeyFactory keys;
  private final KeyAgreement agreement;

  X25519() {
    try {
      keys = KeyFactory.getInstance("X25519");
      agreement = KeyAgreement.getInstance("X25519");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has X25519", e);
    }
  }

  /** A private key in the form that {@link #agree} takes; worth keeping for a key used often. */
  java.security.PrivateKey secret(byte[] secret) {
    try {
      return keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("any 32 bytes are a private key", e);
    }
  }

  /** The public key of a private one. */
  byte[] publicKey(byte[] secret) {
    byte[] made = agree(secret(secret), BASE_POINT);
    if (made == null) {
      throw new AssertionError("the base point has a large order");
    }
    return made;
  }

  /**
   * What both sides come to, or null if the point has a small order, which only who means harm
   * sends: the JDK refuses the all-zero result, as RFC 7748, section 6.1, allows.
   */
  byte @Nullable [] agree(java.security.PrivateKey secret, byte[] point) {
    byte[] big = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      big[i] = point[BYTES - 1 - i];
    }
    // The highest bit is not looked at (RFC 7748, section 5).
    big[0] &= 0x7F;
    try {
      agreement.init(secret);
      agreement.doPhase(
          keys.generatePublic(
              new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, big))),
          true);
      return agreement.generateSecret();
    } catch (InvalidKeyException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the JDK's X25519 refuses " + big.length + " bytes", e);
    }
  }
}
