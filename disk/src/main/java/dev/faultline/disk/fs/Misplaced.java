package dev.faultline.disk.fs;

import dev.faultline.disk.Disk;
import dev.faultline.disk.fault.Injection;
import java.util.Arrays;

/** Writes that a device puts elsewhere, or nowhere. */
final class Misplaced {
  private Misplaced() {}

  static void write(Disk disk, long inode, long at, byte[] bytes, Injection injected, String path) {
    // The file's length is right all the same: the file system knows nothing of it.
    if (at + bytes.length > disk.inode(inode).size()) {
      disk.resize(inode, at + bytes.length, path);
    }
    long place = at + injected.byBytes();
    long there = Math.min(bytes.length, disk.inode(inode).size() - place);
    // What falls behind the end of the file lands where nobody looks.
    if (!injected.isLost() && place >= 0 && there > 0) {
      disk.write(inode, place, Arrays.copyOf(bytes, (int) there), path);
    }
  }
}
