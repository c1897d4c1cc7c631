package dev.faultline.disk.fs;

import dev.faultline.disk.Disk;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Image;
import dev.faultline.disk.Inode;
import java.nio.file.FileSystemException;

/** What rename(2) refuses. */
final class Moves {
  private Moves() {}

  static void requireLegal(Disk disk, Place from, Place to) throws FileSystemException {
    Inode moved = from.inode();
    if (moved == null) {
      throw new AssertionError("nothing to move at " + from.shown());
    }
    Inode replaced = to.inode();
    boolean directory = moved.kind() == FileKind.DIRECTORY;
    if (moved.number() == Image.ROOT || (replaced != null && replaced.number() == Image.ROOT)) {
      throw refused(from, to, "Device or resource busy");
    }
    if (directory && isInside(disk, to.directory().number(), moved.number())) {
      throw refused(from, to, "Invalid argument");
    }
    if (replaced == null || replaced.number() == moved.number()) {
      return;
    }
    if (replaced.kind() == FileKind.DIRECTORY
        && isInside(disk, from.directory().number(), replaced.number())) {
      throw refused(from, to, "Directory not empty");
    }
    if (directory && replaced.kind() != FileKind.DIRECTORY) {
      throw refused(from, to, "Not a directory");
    }
    if (!directory && replaced.kind() == FileKind.DIRECTORY) {
      throw refused(from, to, "Is a directory");
    }
    if (!replaced.entries().isEmpty()) {
      throw refused(from, to, "Directory not empty");
    }
  }

  private static FileSystemException refused(Place from, Place to, String reason) {
    return new FileSystemException(from.shown(), to.shown(), reason);
  }

  /** Whether a directory is another, or below it. */
  private static boolean isInside(Disk disk, long inner, long outer) {
    if (inner == outer) {
      return true;
    }
    for (long child : disk.inode(outer).entries().values()) {
      if (disk.inode(child).kind() == FileKind.DIRECTORY && isInside(disk, inner, child)) {
        return true;
      }
    }
    return false;
  }
}
