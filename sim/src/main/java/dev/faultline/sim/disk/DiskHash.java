package dev.faultline.sim.disk;

import dev.faultline.disk.Entry;
import dev.faultline.disk.MicroOp;
import dev.faultline.sim.content.TraceHash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Puts what programs do to their files into the trace hash. */
final class DiskHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final TraceHash hash;

  DiskHash(TraceHash hash) {
    this.hash = hash;
  }

  void accept(Entry entry) {
    switch (entry) {
      case MicroOp.Write write -> {
        hash.add(write.inode());
        hash.add(write.offset());
        hash.add(of(write.bytes()));
      }
      case MicroOp.Resize resize -> hash.add(resize.inode(), resize.size(), resize.before());
      case MicroOp.Enter enter -> {
        hash.add(enter.inode(), enter.target(), 1);
        hash.add(enter.name());
      }
      case MicroOp.Remove remove -> {
        hash.add(remove.inode(), remove.target(), 2);
        hash.add(remove.name());
      }
      case MicroOp.Allocate made -> hash.add(made.inode(), made.permissions(), 3);
      case MicroOp.Attribute attribute -> {
        hash.add(attribute.inode(), 4, 0);
        hash.add(attribute.name() + "=" + attribute.value());
      }
      case Entry.Sync sync -> hash.add(sync.inode(), 5, sync.scope().ordinal());
      case Entry.Release release -> hash.add(release.inode(), 6, 0);
      case Entry.Unwritten lost -> hash.add(lost.inode(), lost.from(), lost.to());
      case Entry.Reverted reverted -> hash.add(reverted.inode(), 7, 0);
      case Entry.Decay decay -> hash.add(decay.inode(), decay.offset(), decay.mask());
      case Entry.Mark mark -> hash.add(mark.text());
      case Entry.Unseen unseen -> hash.add(unseen.what());
    }
  }

  /** A number for the bytes, eight at a time. */
  static long of(byte[] bytes) {
    long value = bytes.length;
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      value = Long.rotateLeft(value ^ (long) LONGS.get(bytes, at), 29) * MULTIPLIER;
    }
    for (; at < bytes.length; at++) {
      value = Long.rotateLeft(value ^ bytes[at], 29) * MULTIPLIER;
    }
    return value;
  }
}
