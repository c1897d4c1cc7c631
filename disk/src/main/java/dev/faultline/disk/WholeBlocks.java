package dev.faultline.disk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of a file that a write fills from their first byte to their last, one after the other.
 * They are made when the first image takes them: what is only recorded has its bytes once.
 */
final class WholeBlocks {
  private @Nullable List<byte[]> blocks;

  /** Of the write that has this. */
  List<byte[]> of(MicroOp.Write write) {
    List<byte[]> known = blocks;
    if (known == null) {
      known = cut(write.offset(), write.bytes());
      blocks = known;
    }
    return known;
  }

  private static List<byte[]> cut(long offset, byte[] bytes) {
    int ahead = (int) Math.floorMod(-offset, (long) Inode.BLOCK_BYTES);
    if (bytes.length - ahead < Inode.BLOCK_BYTES) {
      return List.of();
    }
    if (bytes.length == Inode.BLOCK_BYTES) {
      return List.of(bytes);
    }
    List<byte[]> whole = new ArrayList<>((bytes.length - ahead) / Inode.BLOCK_BYTES);
    for (int at = ahead; at + Inode.BLOCK_BYTES <= bytes.length; at += Inode.BLOCK_BYTES) {
      whole.add(Arrays.copyOfRange(bytes, at, at + Inode.BLOCK_BYTES));
    }
    // Threads that share a write may make them twice, and see what is in either.
    return List.copyOf(whole);
  }
}
