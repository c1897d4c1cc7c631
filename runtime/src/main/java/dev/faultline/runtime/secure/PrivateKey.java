package dev.faultline.runtime.secure;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The secret with which its holder proves its identity: 32 bytes of X25519. */
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

  /** The key of these 32 bytes, for tests: the key is only as secret as they are. */
  static PrivateKey of(byte[] secret) {
    return new PrivateKey(secret.clone());
  }

  /**
   * The common key of all holders of a shared secret: each of them has it and allows it.
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
   * @throws KeyException if the file cannot be read, other users can read it, or it does not hold a
   *     key
   */
  public static PrivateKey read(Path file) {
    return new PrivateKey(FILE.read(file));
  }

  /**
   * Writes this key to a new file that only the owner can read.
   *
   * @throws KeyException if the file exists already or cannot be written
   */
  public void write(Path file) {
    if (destroyed) {
      throw new KeyException("this private key was destroyed");
    }
    FILE.write(file, bytes);
  }

  /** The key to give to peers. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /** This key in the form that the curve's key agreement needs. */
  java.security.PrivateKey forAgreement(X25519 curve) {
    if (destroyed) {
      throw new KeyException("this private key was destroyed");
    }
    return curve.secret(bytes);
  }

  /**
   * Zeroes the bytes of this key; drivers that were opened with it keep their copies. Copies made
   * by the JDK or left behind by garbage collection cannot be erased.
   */
  public void destroy() {
    destroyed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  /** Names the public key; does not reveal this one. */
  @Override
  public String toString() {
    return "private key of " + publicKey;
  }
}
