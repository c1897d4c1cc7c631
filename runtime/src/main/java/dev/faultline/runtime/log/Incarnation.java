package dev.faultline.runtime.log;

import dev.faultline.runtime.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * How often the log has been opened, kept in two places that are written in turn: a torn write
 * leaves the older number, which no one outside has seen the successor of.
 */
final class Incarnation {
  private static final String FILE = "incarnation";
  private static final int SLOT = 4096;

  private Incarnation() {}

  /** Counts one more, durably, and returns the number. */
  static long next(Disk disk) throws IOException {
    boolean fresh = !disk.list().contains(FILE);
    DiskFile file = disk.open(FILE);
    try {
      long even = read(file, 0);
      long odd = read(file, SLOT);
      long last = Math.max(even, odd);
      if (last == 0 && !fresh && !blank(file)) {
        throw new CorruptLogException(disk.name(), FILE, 0, "neither of its two numbers is valid");
      }
      long next = last + 1;
      ByteBuffer slot = encoded(next);
      file.write((next & 1) * SLOT, slot);
      file.sync();
      if (fresh) {
        disk.syncFolder();
      }
      return next;
    } finally {
      file.close();
    }
  }

  /** The number last written, or 0. */
  static long current(Disk disk) throws IOException {
    if (!disk.list().contains(FILE)) {
      return 0;
    }
    DiskFile file = disk.open(FILE);
    try {
      return Math.max(read(file, 0), read(file, SLOT));
    } finally {
      file.close();
    }
  }

  /** Whether it may have been torn when it was first written, so that nothing was ever promised. */
  private static boolean blank(DiskFile file) throws IOException {
    return file.size() <= SLOT + Long.BYTES * 2;
  }

  private static long read(DiskFile file, long at) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    file.read(at, slot);
    slot.flip();
    long number = slot.getLong();
    return slot.getLong() == checksum(number) && number > 0 ? number : 0;
  }

  private static ByteBuffer encoded(long number) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(number)
        .putLong(checksum(number))
        .flip();
  }

  private static long checksum(long number) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(8).putLong(number).flip());
    return crc.getValue();
  }
}
