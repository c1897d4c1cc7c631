package dev.faultline.runtime.secure;

import dev.faultline.link.secure.PacketCipher;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM by the JDK, which has it in the processor's own instructions, with nonces as Noise
 * has them (revision 34, section 12.4): four bytes of zero, and the number, big-endian.
 *
 * <p>The JDK's fast path works on arrays, so packets are copied to one and back; that costs less
 * than a twentieth of the encryption. It also makes about 900 bytes of garbage a packet, of which
 * none can be avoided: a cipher takes a new nonce only through a new parameter object, and builds
 * its inner state anew.
 */
final class GcmCipher implements PacketCipher {
  /** Arrays that all ciphers of one thread share. */
  static final class Scratch {
    private final byte[] header = new byte[HEADER_BYTES];
    private final byte[] nonce = new byte[12];
    private byte[] in = new byte[2_048];
    private byte[] out = new byte[2_048];

    private void reserve(int bytes) {
      if (in.length < bytes) {
        in = new byte[2 * bytes];
        out = new byte[2 * bytes];
      }
    }
  }

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final int TAG_BITS = TAG_BYTES * Byte.SIZE;

  private final SecretKey sealKey;
  private final SecretKey openKey;
  private final Cipher sealing;
  private final Cipher opening;
  private final Scratch scratch;

  GcmCipher(byte[] sealKey, byte[] openKey, Scratch scratch) {
    this.sealKey = new SecretKeySpec(sealKey, "AES");
    this.openKey = new SecretKeySpec(openKey, "AES");
    this.scratch = scratch;
    try {
      sealing = Cipher.getInstance("AES/GCM/NoPadding");
      opening = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has AES-GCM", e);
    }
  }

  @Override
  public void seal(
      long number, MemorySegment plain, long offset, int length, MemorySegment packet, long at) {
    scratch.reserve(length + TAG_BYTES);
    MemorySegment.copy(packet, BYTE, at, scratch.header, 0, HEADER_BYTES);
    MemorySegment.copy(plain, BYTE, offset, scratch.in, 0, length);
    try {
      sealing.init(Cipher.ENCRYPT_MODE, sealKey, nonce(number));
      sealing.updateAAD(scratch.header, 0, HEADER_BYTES);
      int bytes = sealing.doFinal(scratch.in, 0, length, scratch.out, 0);
      MemorySegment.copy(scratch.out, 0, packet, BYTE, at + HEADER_BYTES, bytes);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("packet " + number + " cannot be sealed", e);
    }
  }

  @Override
  public int open(long number, MemorySegment packet, long at, int length, MemorySegment plain) {
    int sealed = length - HEADER_BYTES;
    scratch.reserve(sealed);
    MemorySegment.copy(packet, BYTE, at, scratch.header, 0, HEADER_BYTES);
    MemorySegment.copy(packet, BYTE, at + HEADER_BYTES, scratch.in, 0, sealed);
    try {
      opening.init(Cipher.DECRYPT_MODE, openKey, nonce(number));
      opening.updateAAD(scratch.header, 0, HEADER_BYTES);
      int bytes = opening.doFinal(scratch.in, 0, sealed, scratch.out, 0);
      MemorySegment.copy(scratch.out, 0, plain, BYTE, 0, bytes);
      return bytes;
    } catch (AEADBadTagException e) {
      return -1;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("packet " + number + " cannot be opened", e);
    }
  }

  private GCMParameterSpec nonce(long number) {
    for (int i = 0; i < Long.BYTES; i++) {
      scratch.nonce[4 + i] = (byte) (number >>> (Long.SIZE - Byte.SIZE * (i + 1)));
    }
    return new GCMParameterSpec(TAG_BITS, scratch.nonce);
  }
}
