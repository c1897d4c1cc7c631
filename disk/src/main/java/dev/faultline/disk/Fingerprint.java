package dev.faultline.disk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A 128-bit hash of a content. */
public record Fingerprint(long high, long low) {
  /** Mixes values into two independent halves. */
  static final class Builder {
    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private long high = 0x243F6A8885A308D3L;
    private long low = 0x13198A2E03707344L;

    void number(long value) {
      high = Long.rotateLeft((high ^ value) * 0x9E3779B97F4A7C15L, 29);
      low = Long.rotateLeft((low + value) * 0xC2B2AE3D27D4EB4FL, 31) ^ high;
    }

    void text(String text) {
      number(text.length());
      for (int i = 0; i < text.length(); i++) {
        number(text.charAt(i));
      }
    }

    void attributes(Inode inode) {
      for (Map.Entry<String, Object> attribute : inode.attributes().entrySet()) {
        text(attribute.getKey());
        text(
            attribute.getValue() instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : attribute.getValue().toString());
      }
    }

    void inode(Inode inode) {
      number(inode.kind().ordinal());
      number(inode.size());
      text(inode.linkTarget());
      attributes(inode);
      for (Map.Entry<Long, byte[]> entry : inode.blocks().entrySet()) {
        block(entry.getKey(), entry.getValue());
      }
    }

    /** A block of zeros counts as missing. */
    private void block(long index, byte[] bytes) {
      long or = 0;
      for (int i = 0; i < bytes.length; i += Long.BYTES) {
        or |= (long) LONGS.get(bytes, i);
      }
      if (or == 0) {
        return;
      }
      number(index);
      for (int i = 0; i < bytes.length; i += Long.BYTES) {
        number((long) LONGS.get(bytes, i));
      }
    }

    Fingerprint build() {
      number(0x5851F42D4C957F2DL);
      return new Fingerprint(mixed(high), mixed(low));
    }

    private static long mixed(long value) {
      long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      return z ^ (z >>> 31);
    }
  }
}
