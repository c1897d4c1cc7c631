package dev.faultline.disk.litmus;

import dev.faultline.disk.Disk;
import dev.faultline.disk.Entry;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Image;
import dev.faultline.disk.Inode;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Calls on a disk by path, as the litmus tests spell them. Paths are relative to the root. */
public final class Steps {
  private final Disk disk;

  /** Calls that go to a disk. */
  public Steps(Disk disk) {
    this.disk = disk;
  }

  /** Makes an empty file. */
  public Steps create(String path) {
    disk.create(parent(path), name(path), FileKind.FILE, "", 0644, path);
    return this;
  }

  /** Makes a directory. */
  public Steps mkdir(String path) {
    disk.create(parent(path), name(path), FileKind.DIRECTORY, "", 0755, path);
    return this;
  }

  /** Writes one letter over and over. */
  public Steps write(String path, long offset, int count, char letter) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) letter);
    disk.write(inode(path).number(), offset, bytes, path);
    return this;
  }

  /** Writes one letter over and over behind the end. */
  public Steps append(String path, int count, char letter) {
    return write(path, inode(path).size(), count, letter);
  }

  /** Sets a file's length. */
  public Steps truncate(String path, long size) {
    disk.resize(inode(path).number(), size, path);
    return this;
  }

  /** Renames. */
  public Steps rename(String from, String to) {
    disk.rename(parent(from), name(from), parent(to), name(to), from, to);
    return this;
  }

  /** Gives a file one more name. */
  public Steps link(String existing, String path) {
    disk.link(inode(existing).number(), parent(path), name(path), path, existing);
    return this;
  }

  /** Takes a name away. */
  public Steps unlink(String path) {
    disk.remove(parent(path), name(path), path);
    return this;
  }

  /** fsync of a file or directory; the root is the empty path. */
  public Steps fsync(String path) {
    disk.sync(inode(path).number(), Entry.Scope.ALL, path);
    return this;
  }

  /** fdatasync. */
  public Steps fdatasync(String path) {
    disk.sync(inode(path).number(), Entry.Scope.DATA, path);
    return this;
  }

  /** chmod. */
  public Steps chmod(String path, long permissions) {
    disk.attribute(inode(path).number(), "permissions", permissions, path);
    return this;
  }

  /** sync of everything. */
  public Steps sync() {
    disk.sync(Image.ROOT, Entry.Scope.EVERYTHING, "");
    return this;
  }

  /** A barrier that even a lying device obeys. */
  public Steps barrier() {
    disk.sync(Image.ROOT, Entry.Scope.BARRIER, "");
    return this;
  }

  private Inode inode(String path) {
    return there(disk.live().at(path), path);
  }

  private long parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? Image.ROOT : inode(path.substring(0, slash)).number();
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static Inode there(@Nullable Inode inode, String path) {
    if (inode == null) {
      throw new IllegalArgumentException("no " + path);
    }
    return inode;
  }
}
