package dev.faultline.runtime.secure;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/** A secret of 32 bytes that all peers of a group share. */
public final class SharedKey {
  private static final KeyFile FILE = new KeyFile("faultline-shared-key-1");

  private final byte[] bytes;
  private volatile boolean destroyed;

  private SharedKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A new secret. */
  public static SharedKey generate() {
    byte[] bytes = new byte[KeyFile.KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new SharedKey(bytes);
  }

  /**
   * A secret from elsewhere.
   *
   * @param bytes 32 bytes that cannot be guessed; not a password
   * @throws KeyException if there are more or fewer
   */
  public static SharedKey of(byte[] bytes) {
    if (bytes.length != KeyFile.KEY_BYTES) {
      throw new KeyException(
          "a shared key of " + bytes.length + " bytes, expected " + KeyFile.KEY_BYTES);
    }
    return new SharedKey(Arrays.copyOf(bytes, bytes.length));
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @throws KeyException if the file cannot be read, other users can read it, or it does not hold a
   *     secret
   */
  public static SharedKey read(Path file) {
    return new SharedKey(FILE.read(file));
  }

  /**
   * Writes this secret to a new file that only the owner can read.
   *
   * @throws KeyException if the file exists already or cannot be written
   */
  public void write(Path file) {
    if (destroyed) {
      throw new KeyException("this shared key was destroyed");
    }
    FILE.write(file, bytes);
  }

  /** Zeroes the bytes of this secret; keys derived from it are not affected. */
  public void destroy() {
    Arrays.fill(bytes, (byte) 0);
    destroyed = true;
  }

  PrivateKey key() {
    if (destroyed) {
      throw new KeyException("this shared key was destroyed");
    }
    return PrivateKey.ofSecret(bytes);
  }

  /** Does not reveal the secret. */
  @Override
  public String toString() {
    return "shared key";
  }
}
