package dev.faultline.runtime.secure;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What proves who somebody is: 32 bytes of X25519, to be kept by its holder. */
public final class PrivateKey {
  private static final KeyFile FILE = new KeyFile("faultline-private-key-1");

  private final byte[] bytes;
  private final PublicKey publicKey;
  private volatile boolean destroyed;

  private PrivateKey(byte[] bytes) {
    this.bytes = bytes;
    publicKey = new PublicKey(new X25519().publicKey(bytes));
  }

  /** A new key. */
  public static PrivateKey generate() {
    byte[] bytes = new byte[PublicKey.BYTES];
    new SecureRandom().nextBytes(bytes);
    return new PrivateKey(bytes);
  }

  /** The key of these 32 bytes, for tests: how secret it is depends on where they come from. */
  static PrivateKey of(byte[] secret) {
    return new PrivateKey(secret.clone());
  }

  /**
   * The key of all who share a secret: each of them has it, and allows it.
   *
   * @param secret at least 32 bytes that cannot be guessed
   */
  static PrivateKey ofSecret(byte[] secret) {
    try {
      KDF kdf = KDF.getInstance("HKDF-SHA256");
      SecretKey derived =
          kdf.deriveKey(
              "Generic",
              HKDFParameterSpec.ofExtract()
                  .addIKM(new SecretKeySpec(secret, "Generic"))
                  .thenExpand(
                      "faultline shared link key"
                          .getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                      PublicKey.BYTES));
      return new PrivateKey(derived.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HKDF-SHA256", e);
    }
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @throws KeyException if it cannot be read, others can read it too, or it is something else
   */
  public static PrivateKey read(Path file) {
    return new PrivateKey(FILE.read(file));
  }

  /**
   * Writes this key to a new file that only the owner can read.
   *
   * @throws KeyException if there is such a file already, or it cannot be written
   */
  public void write(Path file) {
    if (destroyed) {
      throw new KeyException("this private key was destroyed");
    }
    FILE.write(file, bytes);
  }

  /** What others are told. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /** In the form that a curve's agreement takes. */
  java.security.PrivateKey forAgreement(X25519 curve) {
    if (destroyed) {
      throw new KeyException("this private key was destroyed");
    }
    return curve.secret(bytes);
  }

  /**
   * Zeroes the bytes of this key; drivers that were opened with it keep what they need. The JDK's
   * own copies, and those that a garbage collection has left behind, are out of reach.
   */
  public void destroy() {
    destroyed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  /** Names the key, and does not tell it. */
  @Override
  public String toString() {
    return "private key of " + publicKey;
  }
}
