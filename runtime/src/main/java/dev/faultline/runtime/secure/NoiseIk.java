package dev.faultline.runtime.secure;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One side of {@code Noise_IK_25519_AESGCM_SHA256} (revision 34, sections 5, 7.5 and 12), on the
 * JDK's primitives. The four message methods are called in the pattern's order, each once; {@link
 * #split} ends the handshake and {@link #destroy} zeroes what it has kept.
 */
final class NoiseIk {
  static final String PROTOCOL = "Noise_IK_25519_AESGCM_SHA256";
  static final int KEY = 32;
  static final int TAG = 16;

  private static final int HASH = 32;

  /** What both directions of transport messages are sealed with. */
  record Keys(byte[] initiators, byte[] responders) {}

  private final X25519 curve;
  private final java.security.PrivateKey own;
  private final byte[] ownPublic;
  private final byte[] ephemeral;
  private byte[] hash = Arrays.copyOf(PROTOCOL.getBytes(StandardCharsets.US_ASCII), HASH);
  private byte[] chain = hash.clone();
  private byte[] key = new byte[0];
  private long nonce;
  private byte[] remoteEphemeral = new byte[0];
  private byte[] remoteStatic = new byte[0];

  /**
   * A side before its first message.
   *
   * @param ephemeral 32 random bytes, used for this handshake only and zeroed with it
   * @param responder the public key that the initiator knows beforehand
   */
  NoiseIk(
      X25519 curve,
      java.security.PrivateKey own,
      byte[] ownPublic,
      byte[] ephemeral,
      byte[] prologue,
      byte[] responder) {
    this.curve = curve;
    this.own = own;
    this.ownPublic = ownPublic;
    this.ephemeral = ephemeral;
    mixHash(prologue);
    mixHash(responder);
  }

  // --- the pattern ---

  /** {@code -> e, es, s, ss}; null if the responder's key has a small order. */
  byte @Nullable [] writeOpening(byte[] responder, byte[] payload) {
    byte[] e = curve.publicKey(ephemeral);
    mixHash(e);
    if (!mixDh(curve.secret(ephemeral), responder)) {
      return null;
    }
    byte[] s = encryptAndHash(ownPublic);
    if (!mixDh(own, responder)) {
      return null;
    }
    return join(e, s, encryptAndHash(payload));
  }

  /** Reads {@code -> e, es, s, ss}; returns the payload, or null if it is not authentic. */
  byte @Nullable [] readOpening(byte[] opening) {
    if (opening.length < 2 * KEY + 2 * TAG) {
      return null;
    }
    remoteEphemeral = Arrays.copyOf(opening, KEY);
    mixHash(remoteEphemeral);
    if (!mixDh(own, remoteEphemeral)) {
      return null;
    }
    byte[] s = decryptAndHash(Arrays.copyOfRange(opening, KEY, 2 * KEY + TAG));
    if (s == null) {
      return null;
    }
    remoteStatic = s;
    return mixDh(own, s)
        ? decryptAndHash(Arrays.copyOfRange(opening, 2 * KEY + TAG, opening.length))
        : null;
  }

  /** After {@link #readOpening}: the initiator's static key. */
  byte[] remoteStatic() {
    return remoteStatic.clone();
  }

  /** {@code <- e, ee, se}; null if the initiator's keys have a small order. */
  byte @Nullable [] writeReply(byte[] payload) {
    byte[] e = curve.publicKey(ephemeral);
    mixHash(e);
    java.security.PrivateKey secret = curve.secret(ephemeral);
    return mixDh(secret, remoteEphemeral) && mixDh(secret, remoteStatic)
        ? join(e, encryptAndHash(payload))
        : null;
  }

  /** Reads {@code <- e, ee, se}; returns the payload, or null if it is not authentic. */
  byte @Nullable [] readReply(byte[] reply) {
    if (reply.length < KEY + TAG) {
      return null;
    }
    byte[] e = Arrays.copyOf(reply, KEY);
    mixHash(e);
    return mixDh(curve.secret(ephemeral), e) && mixDh(own, e)
        ? decryptAndHash(Arrays.copyOfRange(reply, KEY, reply.length))
        : null;
  }

  /** The transport keys, section 5.2. */
  Keys split() {
    byte[][] two = hkdf(chain, new byte[0]);
    return new Keys(two[0], two[1]);
  }

  /** The handshake hash, which both sides have in common. */
  byte[] hash() {
    return hash.clone();
  }

  /** Zeroes the keys that this object has held; those inside the JDK's objects are the JDK's. */
  void destroy() {
    Arrays.fill(ephemeral, (byte) 0);
    Arrays.fill(chain, (byte) 0);
    Arrays.fill(key, (byte) 0);
  }

  // --- section 5.2 ---

  private boolean mixDh(java.security.PrivateKey secret, byte[] point) {
    byte[] shared = curve.agree(secret, point);
    if (shared == null) {
      return false;
    }
    byte[][] two = hkdf(chain, shared);
    Arrays.fill(shared, (byte) 0);
    Arrays.fill(chain, (byte) 0);
    Arrays.fill(key, (byte) 0);
    chain = two[0];
    key = two[1];
    nonce = 0;
    return true;
  }

  private void mixHash(byte[] data) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(hash);
      hash = digest.digest(data);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private byte[] encryptAndHash(byte[] plain) {
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE).doFinal(plain);
      mixHash(sealed);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has AES-GCM", e);
    }
  }

  private byte @Nullable [] decryptAndHash(byte[] sealed) {
    try {
      byte[] plain = cipher(Cipher.DECRYPT_MODE).doFinal(sealed);
      mixHash(sealed);
      return plain;
    } catch (AEADBadTagException e) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has AES-GCM", e);
    }
  }

  /** The cipher for the next nonce: 32 bits of zeros and the number, big-endian (section 12.4). */
  private Cipher cipher(int mode) throws GeneralSecurityException {
    byte[] iv = new byte[12];
    for (int i = 0; i < Long.BYTES; i++) {
      iv[4 + i] = (byte) (nonce >>> (Long.SIZE - Byte.SIZE * (i + 1)));
    }
    nonce++;
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG, iv));
    cipher.updateAAD(hash);
    return cipher;
  }

  private static byte[][] hkdf(byte[] chain, byte[] material) {
    byte[] temporary = hmac(chain, material);
    byte[] first = hmac(temporary, new byte[] {1});
    byte[] second = hmac(temporary, join(first, new byte[] {2}));
    Arrays.fill(temporary, (byte) 0);
    return new byte[][] {first, second};
  }

  static byte[] hmac(byte[] key, byte[]... data) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : data) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has HMAC-SHA256", e);
    }
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
