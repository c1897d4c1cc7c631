package dev.faultline.runtime.secure;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Noise_IK_25519_AESGCM_SHA256 written from revision 34 of the specification, sections 5 and 12, on
 * the JDK's X25519, AES-GCM, HMAC and SHA-256: for comparison, one object for each side.
 */
final class SpecNoise {
  /** What the two sides seal packets with. */
  record Keys(byte[] initiators, byte[] responders) {}

  private static final int KEY = 32;
  private static final int TAG = 16;

  private final byte[] own;
  private final byte[] ephemeral;
  private byte[] hash;
  private byte[] chain;
  private byte[] key = new byte[0];
  private long nonce;
  private byte[] remoteStatic = new byte[0];
  private byte[] remoteEphemeral = new byte[0];

  SpecNoise(byte[] own, byte[] ephemeral, byte[] prologue, byte[] responder)
      throws GeneralSecurityException {
    this.own = own;
    this.ephemeral = ephemeral;
    // The name of the protocol has 28 bytes, fewer than a hash, and is padded with zeros.
    hash = Arrays.copyOf("Noise_IK_25519_AESGCM_SHA256".getBytes(StandardCharsets.US_ASCII), KEY);
    chain = hash.clone();
    mixHash(prologue);
    mixHash(responder);
  }

  byte[] writeOpening(byte[] responder) throws GeneralSecurityException {
    return writeOpening(responder, new byte[0]);
  }

  byte[] writeOpening(byte[] responder, byte[] payload) throws GeneralSecurityException {
    byte[] e = publicKey(ephemeral);
    mixHash(e);
    mixKey(dh(ephemeral, responder));
    byte[] s = encryptAndHash(publicKey(own));
    mixKey(dh(own, responder));
    return join(e, s, encryptAndHash(payload));
  }

  byte[] readReply(byte[] reply) throws GeneralSecurityException {
    byte[] e = Arrays.copyOf(reply, KEY);
    mixHash(e);
    mixKey(dh(ephemeral, e));
    mixKey(dh(own, e));
    return decryptAndHash(Arrays.copyOfRange(reply, KEY, reply.length));
  }

  /** Returns the initiator's static key. */
  byte[] readOpening(byte[] opening) throws GeneralSecurityException {
    remoteEphemeral = Arrays.copyOf(opening, KEY);
    mixHash(remoteEphemeral);
    mixKey(dh(own, remoteEphemeral));
    remoteStatic = decryptAndHash(Arrays.copyOfRange(opening, KEY, 2 * KEY + TAG));
    mixKey(dh(own, remoteStatic));
    decryptAndHash(Arrays.copyOfRange(opening, 2 * KEY + TAG, opening.length));
    return remoteStatic;
  }

  byte[] writeReply(byte[] payload) throws GeneralSecurityException {
    byte[] e = publicKey(ephemeral);
    mixHash(e);
    mixKey(dh(ephemeral, remoteEphemeral));
    mixKey(dh(ephemeral, remoteStatic));
    return join(e, encryptAndHash(payload));
  }

  /** The keys of packets: what the specification would use, taken one step further. */
  Keys split() throws GeneralSecurityException {
    Keys keys = transportKeys();
    return new Keys(packetKey(keys.initiators()), packetKey(keys.responders()));
  }

  /** What the specification seals messages with after the handshake. */
  Keys transportKeys() throws GeneralSecurityException {
    byte[][] two = hkdf(chain, new byte[0]);
    return new Keys(two[0], two[1]);
  }

  /** Both sides have the same after a handshake that nobody has changed. */
  byte[] hash() {
    return hash.clone();
  }

  private static byte[] packetKey(byte[] from) throws GeneralSecurityException {
    return Arrays.copyOf(encrypt(from, -2, new byte[0], new byte[KEY]), KEY);
  }

  static byte[] encrypt(byte[] key, long number, byte[] associated, byte[] plain)
      throws GeneralSecurityException {
    return cipher(Cipher.ENCRYPT_MODE, key, number, associated).doFinal(plain);
  }

  private static Cipher cipher(int mode, byte[] key, long number, byte[] associated)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] iv = ByteBuffer.allocate(12).putInt(0).putLong(number).array();
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG, iv));
    cipher.updateAAD(associated);
    return cipher;
  }

  private byte[] encryptAndHash(byte[] plain) throws GeneralSecurityException {
    byte[] sealed = encrypt(key, nonce++, hash, plain);
    mixHash(sealed);
    return sealed;
  }

  private byte[] decryptAndHash(byte[] sealed) throws GeneralSecurityException {
    byte[] plain = cipher(Cipher.DECRYPT_MODE, key, nonce++, hash).doFinal(sealed);
    mixHash(sealed);
    return plain;
  }

  private void mixHash(byte[] data) throws GeneralSecurityException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(hash);
    hash = digest.digest(data);
  }

  private void mixKey(byte[] material) throws GeneralSecurityException {
    byte[][] two = hkdf(chain, material);
    chain = two[0];
    key = two[1];
    nonce = 0;
  }

  private static byte[][] hkdf(byte[] chain, byte[] material) throws GeneralSecurityException {
    byte[] temporary = hmac(chain, material);
    byte[] first = hmac(temporary, new byte[] {1});
    return new byte[][] {first, hmac(temporary, join(first, new byte[] {2}))};
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  private static byte[] dh(byte[] secret, byte[] point) throws GeneralSecurityException {
    KeyFactory keys = KeyFactory.getInstance("X25519");
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret)));
    BigInteger u = new BigInteger(1, reversed(point));
    agreement.doPhase(
        keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, u)), true);
    return agreement.generateSecret();
  }

  static byte[] publicKey(byte[] secret) throws GeneralSecurityException {
    byte[] nine = new byte[KEY];
    nine[0] = 9;
    return dh(secret, nine);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }
}
