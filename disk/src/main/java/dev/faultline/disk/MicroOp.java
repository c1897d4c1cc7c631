package dev.faultline.disk;

import org.jspecify.annotations.Nullable;

/**
 * The smallest change that a file system makes durable independently. Data is the exception: {@link
 * Atoms} splits it along the device's units. ALICE's decomposition (Pillai et al., OSDI 2014,
 * section 3.2): data and size apart, entries of directories apart from files.
 */
public sealed interface MicroOp extends Entry {
  /** The call that made it. */
  Operation operation();

  /** The file or directory that it changes: for an entry, the directory. */
  long inode();

  /**
   * Whether a journal of metadata holds it. The size that follows from appending does not wait in
   * the journal.
   */
  default boolean isJournaled() {
    return !(this instanceof Write) && !(this instanceof Resize resize && resize.appended());
  }

  /** A new file, directory or symbolic link, still without a name. */
  record Allocate(
      Operation operation, long inode, FileKind kind, String linkTarget, long permissions)
      implements MicroOp {}

  /**
   * Bytes of a file; its size is a matter of {@link Resize}. The array is not copied and must not
   * be changed.
   *
   * @param whole the blocks of the file that the bytes fill; each image that takes them has these
   *     very arrays
   * @param freshFrom bytes at and after this offset had no block on the device before
   * @param sizeBefore the file's size before
   */
  record Write(
      Operation operation,
      long inode,
      long offset,
      byte[] bytes,
      WholeBlocks whole,
      long freshFrom,
      long sizeBefore)
      implements MicroOp {
    static Write of(
        Operation operation,
        long inode,
        long offset,
        byte[] bytes,
        long freshFrom,
        long sizeBefore) {
      return new Write(operation, inode, offset, bytes, new WholeBlocks(), freshFrom, sizeBefore);
    }

    /** The same call with other bytes. */
    Write with(long at, byte[] other) {
      return of(operation, inode, at, other, freshFrom, sizeBefore);
    }

    /** The offset after the last byte. */
    public long end() {
      return offset + bytes.length;
    }
  }

  /**
   * A new size.
   *
   * @param before the size before
   * @param appended whether it grew because of a write, and not by a call that sets the size
   */
  record Resize(Operation operation, long inode, long before, long size, boolean appended)
      implements MicroOp {}

  /**
   * A name in a directory, which replaces any previous entry of that name.
   *
   * @param target what gets the name
   */
  record Enter(Operation operation, long inode, String name, long target, Naming naming)
      implements MicroOp {}

  /** Why an inode gets a name. */
  enum Naming {
    /** It is new. */
    CREATED,
    /** It gets an additional name. */
    LINKED,
    /** It is renamed: it loses its old name. */
    RENAMED
  }

  /**
   * A name is removed.
   *
   * @param target what had the name
   */
  record Remove(Operation operation, long inode, String name, long target) implements MicroOp {}

  /** An attribute: permissions, owner, times or one of the user's. A null value removes it. */
  record Attribute(Operation operation, long inode, String name, @Nullable Object value)
      implements MicroOp {}
}
