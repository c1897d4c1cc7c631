package dev.faultline.disk.fs;

import java.nio.ByteBuffer;

/** Several buffers that are written as one. */
final class Gathered {
  private Gathered() {}

  /** What is in them; their positions stay. */
  static ByteBuffer of(ByteBuffer[] from, int offset, int length) {
    long total = 0;
    for (int i = offset; i < offset + length; i++) {
      total += from[i].remaining();
    }
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(total));
    for (int i = offset; i < offset + length; i++) {
      all.put(from[i].duplicate());
    }
    return all.flip();
  }

  /** Moves their positions on by so many bytes, which were written. */
  static void take(int count, ByteBuffer[] from, int offset, int length) {
    int left = count;
    for (int i = offset; i < offset + length; i++) {
      int taken = Math.min(left, from[i].remaining());
      from[i].position(from[i].position() + taken);
      left -= taken;
    }
  }
}
