package dev.faultline.disk.fs;

import dev.faultline.disk.FileKind;
import dev.faultline.disk.Inode;
import org.jspecify.annotations.Nullable;

/**
 * Where a path leads.
 *
 * @param directory the directory that has the last name
 * @param name the last name; empty for the root
 * @param inode what has the name, or null
 * @param shown the path as the caller wrote it
 */
record Place(Inode directory, String name, @Nullable Inode inode, String shown) {
  boolean isDirectory() {
    return inode != null && inode.kind() == FileKind.DIRECTORY;
  }
}
