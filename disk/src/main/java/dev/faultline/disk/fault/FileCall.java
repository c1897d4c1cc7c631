package dev.faultline.disk.fault;

import java.util.Locale;

/** The calls on files that a rule can name: those of a mount, which has more than Java's files. */
public enum FileCall {
  /** Looks up a name; only a mount sees it. */
  LOOKUP(false),
  /** Reads attributes, as {@code stat}. */
  GETATTR(false),
  /** Asks for permission. */
  ACCESS(false),
  /** Reads a symbolic link. */
  READLINK(false),
  /** Makes a symbolic link. */
  SYMLINK(true),
  /** Makes a special file. */
  MKNOD(true),
  /** Makes a directory. */
  MKDIR(true),
  /** Takes a file's name away. */
  UNLINK(true),
  /** Removes a directory. */
  RMDIR(true),
  /** Renames. */
  RENAME(true),
  /** Gives a file one more name. */
  LINK(true),
  /** Sets permissions. */
  CHMOD(true),
  /** Sets the owner. */
  CHOWN(true),
  /** Sets a file's length. */
  TRUNCATE(true),
  /** Sets times. */
  UTIMENS(true),
  /** Opens a file that is there. */
  OPEN(false),
  /** Makes a file and opens it. */
  CREATE(true),
  /** Reads from a file. */
  READ(false),
  /** Writes to a file. */
  WRITE(true),
  /** Allocates, punches or zeroes. */
  FALLOCATE(true),
  /** Copies between files without the program. */
  COPY_FILE_RANGE(true),
  /** Looks for data and holes. */
  LSEEK(false),
  /** Each close of a descriptor. */
  FLUSH(false),
  /** The last close of an open file. */
  RELEASE(false),
  /** Makes a file durable. */
  FSYNC(true),
  /** Makes a file's data durable. */
  FDATASYNC(true),
  /** Makes a directory durable. */
  FSYNCDIR(true),
  /** Makes everything durable. */
  SYNC(true),
  /**
   * The kernel writes a file back on its own; here, when the last channel that wrote to it closes.
   */
  WRITEBACK(false),
  /** Opens a directory. */
  OPENDIR(false),
  /** Lists a directory. */
  READDIR(false),
  /** Closes a directory. */
  RELEASEDIR(false),
  /** Asks for the room that is left. */
  STATFS(false),
  /** Sets an extended attribute. */
  SETXATTR(true),
  /** Reads an extended attribute. */
  GETXATTR(false),
  /** Lists extended attributes. */
  LISTXATTR(false),
  /** Removes an extended attribute. */
  REMOVEXATTR(true),
  /** A lock of a range. */
  LOCK(false),
  /** A lock of a whole file. */
  FLOCK(false),
  /** Asks a device where a block is. */
  BMAP(false),
  /** A device's own calls. */
  IOCTL(false),
  /** Waits for a file to be ready. */
  POLL(false);

  private final boolean modifies;

  FileCall(boolean modifies) {
    this.modifies = modifies;
  }

  /** Whether a file system that is read-only refuses it. */
  public boolean modifies() {
    return modifies;
  }

  /** Whether it makes something durable, and may be told of a failure to do so. */
  public boolean isSync() {
    return this == FSYNC || this == FDATASYNC || this == FSYNCDIR;
  }

  /** The name in rules, such as {@code copy_file_range}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The call with a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static FileCall named(String text) {
    for (FileCall call : values()) {
      if (call.text().equals(text)) {
        return call;
      }
    }
    StringBuilder known = new StringBuilder();
    for (FileCall call : values()) {
      known.append(known.isEmpty() ? "" : " ").append(call.text());
    }
    throw new IllegalArgumentException("unknown call " + text + "; there are: " + known);
  }
}
