package dev.faultline.runtime.secure;

import dev.faultline.link.PeerIdentity;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/** Identifies the holder of a {@link PrivateKey}: 32 bytes of X25519. Not secret. */
public final class PublicKey {
  static final int BYTES = 32;

  private final byte[] bytes;

  PublicKey(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /**
   * Parses the text of {@link #toString}.
   *
   * @throws KeyException if the text is not a key
   */
  public static PublicKey of(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      throw new KeyException(notAKey(base64), e);
    }
    if (bytes.length != BYTES) {
      throw new KeyException(notAKey(base64));
    }
    X25519 curve = new X25519();
    // Any private key detects a point of small order: the agreement with it is always zero.
    if (curve.agree(curve.secret(new byte[BYTES]), bytes) == null) {
      throw new KeyException(
          "the key " + base64.strip() + " is not a valid key: its order is small");
    }
    return new PublicKey(bytes);
  }

  private static String notAKey(String text) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return "'"
        + shown
        + "' is not a public key; expected the 44 characters that 'link keygen' prints";
  }

  byte[] bytes() {
    return bytes.clone();
  }

  /** The identity by which links know the holder. */
  PeerIdentity identity() {
    ByteBuffer words = ByteBuffer.wrap(bytes);
    return new PeerIdentity(words.getLong(), words.getLong(), words.getLong(), words.getLong());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The key in Base64. */
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
