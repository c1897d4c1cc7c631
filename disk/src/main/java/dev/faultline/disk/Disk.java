package dev.faultline.disk;

import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A disk as running programs see it, by inodes and names; {@code dev.faultline.disk.fs} makes a
 * file system of it. Each change becomes {@linkplain MicroOp micro-operations}, which go to the
 * listener at once. The caller checks preconditions, for instance that a name exists. Not
 * thread-safe.
 */
public final class Disk {
  /** The block size of the file systems in this model, in bytes. */
  public static final int BLOCK_BYTES = Inode.BLOCK_BYTES;

  private final Image live;
  private final Caller caller;
  private final Consumer<Entry> listener;
  private final TreeMap<Long, Integer> open = new TreeMap<>();
  private long lastInode;
  private long operations;
  private @Nullable TreeMap<Long, Inode> written;

  /**
   * @param start the initial content of the disk; it is copied
   * @param listener gets the history, entry by entry
   */
  public Disk(Image start, Caller caller, Consumer<Entry> listener) {
    this(start, caller, listener, 0);
  }

  /**
   * A disk after a crash, whose operation numbers continue those of the previous one.
   *
   * @param operations how many there were before
   */
  public Disk(Image start, Caller caller, Consumer<Entry> listener, long operations) {
    this.operations = operations;
    this.live = start.copy();
    this.caller = caller;
    this.listener = listener;
    long[] last = {Image.ROOT};
    live.walk((path, inode) -> last[0] = Math.max(last[0], inode.number()));
    lastInode = last[0];
  }

  /** The content that programs see; it changes with the disk. */
  public Image live() {
    return live;
  }

  /** An existing inode. */
  public Inode inode(long number) {
    return live.get(number);
  }

  /** The inode that a name in a directory leads to, or null. */
  public @Nullable Inode child(long directory, String name) {
    Long target = live.get(directory).entries().get(name);
    return target == null ? null : live.get(target);
  }

  /** How many calls were made. */
  public long operations() {
    return operations;
  }

  /** All programs have ended: open files are closed, and those without a name are gone. */
  public void closeAll() {
    List<Long> users = List.copyOf(open.keySet());
    open.clear();
    users.forEach(this::releaseIfUnused);
  }

  private Operation operation(String kind, String path, String detail) {
    return new Operation(
        ++operations, kind, path, detail, caller.timeNanos(), caller.actor(), caller.stack());
  }

  private void emit(MicroOp op) {
    live.apply(op);
    listener.accept(op);
  }

  /** Makes a file, directory or symbolic link; returns its inode. */
  public long create(
      long directory,
      String name,
      FileKind kind,
      String linkTarget,
      long permissions,
      String path) {
    String call =
        switch (kind) {
          case FILE -> "create";
          case DIRECTORY -> "mkdir";
          case SYMBOLIC_LINK -> "symlink";
        };
    Operation operation = operation(call, path, "");
    long inode = ++lastInode;
    emit(new MicroOp.Allocate(operation, inode, kind, linkTarget, permissions));
    emit(new MicroOp.Enter(operation, directory, name, inode, MicroOp.Naming.CREATED));
    return inode;
  }

  /** Makes a file that has no name yet; returns its inode. It counts as opened by its creator. */
  public long createUnnamed(long permissions, String path) {
    long inode = ++lastInode;
    emit(
        new MicroOp.Allocate(
            operation("create", path, "without a name"), inode, FileKind.FILE, "", permissions));
    open(inode);
    return inode;
  }

  /** How many files' contents are kept for {@link #revert}. */
  int keptFiles() {
    TreeMap<Long, Inode> kept = written;
    return kept == null ? 0 : kept.size();
  }

  /** Gives a file one more name. */
  public void link(long inode, long directory, String name, String path, String existing) {
    Operation operation = operation("link", path, "to " + existing);
    emit(new MicroOp.Enter(operation, directory, name, inode, MicroOp.Naming.LINKED));
  }

  /** Takes a name away. */
  public void remove(long directory, String name, String path) {
    Inode gone = childOf(directory, name);
    Operation operation =
        operation(gone.kind() == FileKind.DIRECTORY ? "rmdir" : "unlink", path, "");
    emit(new MicroOp.Remove(operation, directory, name, gone.number()));
    releaseIfUnused(gone.number());
  }

  /** Renames, replacing what had the new name. */
  public void rename(
      long fromDirectory, String from, long toDirectory, String to, String path, String toPath) {
    Inode moved = childOf(fromDirectory, from);
    Inode replaced = child(toDirectory, to);
    if (replaced != null && replaced.number() == moved.number()) {
      return;
    }
    Operation operation = operation("rename", path, "to " + toPath);
    if (replaced != null) {
      emit(new MicroOp.Remove(operation, toDirectory, to, replaced.number()));
    }
    emit(new MicroOp.Enter(operation, toDirectory, to, moved.number(), MicroOp.Naming.RENAMED));
    emit(new MicroOp.Remove(operation, fromDirectory, from, moved.number()));
    if (replaced != null) {
      releaseIfUnused(replaced.number());
    }
  }

  /** Exchanges two names. */
  public void exchange(
      long directory, String name, long otherDirectory, String other, String path, String toPath) {
    Inode one = childOf(directory, name);
    Inode two = childOf(otherDirectory, other);
    if (one.number() == two.number()) {
      return;
    }
    Operation operation = operation("rename", path, "to " + toPath);
    emit(new MicroOp.Remove(operation, otherDirectory, other, two.number()));
    emit(new MicroOp.Enter(operation, otherDirectory, other, one.number(), MicroOp.Naming.RENAMED));
    emit(new MicroOp.Remove(operation, directory, name, one.number()));
    emit(new MicroOp.Enter(operation, directory, name, two.number(), MicroOp.Naming.RENAMED));
  }

  /**
   * Writes bytes, and makes the file longer where they reach behind its end. The disk takes
   * ownership of the array.
   */
  public void write(long inode, long offset, byte[] bytes, String path) {
    if (bytes.length == 0) {
      return;
    }
    Inode file = live.get(inode);
    long before = file.size();
    long end = Math.addExact(offset, bytes.length);
    Operation operation =
        operation(
            end > before && offset >= before ? "append" : "write",
            path,
            bytes.length + " bytes at " + offset);
    emit(MicroOp.Write.of(operation, inode, offset, bytes, file.allocatedEnd(), before));
    if (end > before) {
      emit(new MicroOp.Resize(operation, inode, before, end, true));
    }
  }

  /** Cuts a file, or makes it longer with zeros. */
  public void resize(long inode, long size, String path) {
    long before = live.get(inode).size();
    if (size != before) {
      Operation operation =
          operation("truncate", path, "from " + before + " to " + size + " bytes");
      emit(new MicroOp.Resize(operation, inode, before, size, false));
    }
  }

  /**
   * Supplies the initial content of a file before the first write to it; this is not a call of a
   * program. {@link Unsynced#load} does the same for the durable content. The disk takes ownership
   * of the array.
   */
  public void load(long inode, long offset, byte[] bytes) {
    live.scribble(inode, offset, bytes);
  }

  /** Sets an attribute, or removes it with null. */
  public void attribute(long inode, String name, @Nullable Object value, String path) {
    emit(new MicroOp.Attribute(operation("set " + name, path, ""), inode, name, value));
  }

  /** fsync, fdatasync or sync, which succeeded. */
  public void sync(long inode, Entry.Scope scope, String path) {
    String kind =
        switch (scope) {
          case DATA -> "fdatasync";
          case ALL -> "fsync";
          case EVERYTHING -> "sync";
          case BARRIER -> "barrier";
        };
    listener.accept(new Entry.Sync(operation(kind, path, ""), inode, scope));
    TreeMap<Long, Inode> kept = written;
    if (kept != null) {
      if (scope == Entry.Scope.EVERYTHING || scope == Entry.Scope.BARRIER) {
        keepWritten();
      } else {
        kept.put(inode, live.snapshot(inode));
      }
    }
  }

  /**
   * From now on keeps the content of each file at its last sync, for {@link #revert}. The current
   * content counts as synced.
   */
  public void keepWritten() {
    TreeMap<Long, Inode> kept = new TreeMap<>();
    live.walk((path, inode) -> kept.put(inode.number(), live.snapshot(inode.number())));
    written = kept;
  }

  /**
   * A sync failed, and data within a range never reaches the device; programs still see it.
   *
   * @param from the first byte
   * @param to the byte after the last
   */
  public void unwritten(long inode, long from, long to, String path) {
    listener.accept(new Entry.Unwritten(operation("failed sync", path, ""), inode, from, to));
  }

  /**
   * A sync failed, and the file system discarded what was written to a file since the last sync.
   *
   * @throws IllegalStateException if {@link #keepWritten} was not called before
   */
  public void revert(long inode, String path) {
    TreeMap<Long, Inode> kept = written;
    if (kept == null) {
      throw new IllegalStateException("what was written before is not kept");
    }
    live.revert(inode, kept.get(inode));
    listener.accept(new Entry.Reverted(operation("failed sync", path, ""), inode));
  }

  /** Flips bits in a byte of a file, in memory and on the device. */
  public void decay(long inode, long offset, int mask) {
    live.decay(inode, offset, mask);
    listener.accept(new Entry.Decay(inode, offset, mask));
  }

  /** A note of the program: an acknowledgement that it gave, or a label. */
  public void mark(boolean acknowledged, String text) {
    listener.accept(new Entry.Mark(acknowledged, text, caller.stack()));
  }

  /** Notes something that the program did, or may have done, and that this disk does not record. */
  public void unseen(String what) {
    listener.accept(new Entry.Unseen(what));
  }

  /** Adds an open handle, which keeps the inode when its last name is removed. */
  public void open(long inode) {
    open.merge(inode, 1, Integer::sum);
  }

  /** Removes an open handle. */
  public void close(long inode) {
    if (open.merge(inode, -1, Integer::sum) == 0) {
      open.remove(inode);
      releaseIfUnused(inode);
    }
  }

  private void releaseIfUnused(long inode) {
    if (inode != Image.ROOT && !open.containsKey(inode) && live.get(inode).links() == 0) {
      live.forget(inode);
      TreeMap<Long, Inode> kept = written;
      if (kept != null) {
        kept.remove(inode);
      }
      listener.accept(new Entry.Release(inode));
    }
  }

  private Inode childOf(long directory, String name) {
    Inode found = child(directory, name);
    if (found == null) {
      throw new IllegalArgumentException("no " + name + " in directory " + directory);
    }
    return found;
  }
}
