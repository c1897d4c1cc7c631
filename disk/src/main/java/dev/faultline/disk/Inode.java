package dev.faultline.disk;

import java.util.Arrays;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file, directory or symbolic link of an {@link Image}. Read-only outside this package; not
 * thread-safe.
 */
public final class Inode {
  static final int BLOCK_BYTES = 4096;

  /** No bytes are here, whatever is written. */
  private static final long ALL_OUTSIDE = Long.MAX_VALUE;

  private final long number;
  private final FileKind kind;
  private final String linkTarget;
  private final long createdNanos;
  private long modifiedNanos;
  private long size;
  private int links;

  /**
   * Arrays of {@link #BLOCK_BYTES}, never changed once they are here; a missing one is all zeros,
   * or {@linkplain #isOutside outside}.
   */
  private final TreeMap<Long, byte[]> blocks = new TreeMap<>();

  /** Before this block, those that are missing are outside. */
  private long outside;

  private final TreeMap<String, Long> entries = new TreeMap<>();
  private final TreeMap<String, Object> attributes = new TreeMap<>();

  /** Identifies the image that may change this object; other images copy it first. */
  private final Object owner;

  Inode(Object owner, MicroOp.Allocate made) {
    this.owner = owner;
    number = made.inode();
    kind = made.kind();
    linkTarget = made.linkTarget();
    createdNanos = made.operation().timeNanos();
    modifiedNanos = createdNanos;
    attributes.put("permissions", made.permissions());
  }

  private Inode(Object owner, Inode other) {
    this.owner = owner;
    number = other.number;
    kind = other.kind;
    linkTarget = other.linkTarget;
    createdNanos = other.createdNanos;
    modifiedNanos = other.modifiedNanos;
    size = other.size;
    links = other.links;
    blocks.putAll(other.blocks);
    outside = other.outside;
    entries.putAll(other.entries);
    attributes.putAll(other.attributes);
  }

  Inode ownedBy(Object asking) {
    return owner == asking ? this : new Inode(asking, this);
  }

  /** What it is. */
  public FileKind kind() {
    return kind;
  }

  /** Its number, which never changes. */
  public long number() {
    return number;
  }

  /** The length of a file in bytes. */
  public long size() {
    return size;
  }

  /** What a symbolic link points at; empty for others. */
  public String linkTarget() {
    return linkTarget;
  }

  /** How many names it has. */
  public int links() {
    return links;
  }

  /** When it was made, in the nanoseconds of the {@link Caller}. */
  public long createdNanos() {
    return createdNanos;
  }

  /** When its content last changed, in the nanoseconds of the {@link Caller}. */
  public long modifiedNanos() {
    return modifiedNanos;
  }

  /** The names in a directory, sorted, and the inodes that have them. */
  public SortedMap<String, Long> entries() {
    return Collections.unmodifiableSortedMap(entries);
  }

  /** The attributes that were set. */
  public SortedMap<String, Object> attributes() {
    return Collections.unmodifiableSortedMap(attributes);
  }

  /**
   * Whether the bytes of a block are not here, but in the file that {@linkplain
   * Image#withBytesOutside whoever uses the image} has.
   */
  public boolean isOutside(long block) {
    return block < outside && !blocks.containsKey(block);
  }

  /** Behind the last block that may be {@linkplain #isOutside outside}. */
  public long outsideEnd() {
    return Math.min(outside, allocatedEnd() / BLOCK_BYTES);
  }

  /** The blocks whose bytes are here, by their numbers. */
  public SortedMap<Long, byte[]> blocksHere() {
    return Collections.unmodifiableSortedMap(blocks);
  }

  /** All its bytes are outside, and will be. */
  void keepNothing() {
    blocks.clear();
    outside = ALL_OUTSIDE;
  }

  /** The bytes that it has now are outside. */
  void settle() {
    blocks.clear();
    outside = allocatedEnd() / BLOCK_BYTES;
  }

  /** Has the bytes of a block that was outside. */
  void keep(long block, byte[] bytes) {
    if (isOutside(block)) {
      blocks.put(block, bytes);
    }
  }

  /** From a block on nothing is outside: what is missing there is zeros. */
  void endOutside(long block) {
    outside = Math.min(outside, block);
  }

  /**
   * Reads up to {@code length} bytes; returns how many, 0 at or after the end.
   *
   * @throws IllegalStateException if they are {@linkplain #isOutside outside}
   */
  public int read(long offset, byte[] into, int start, int length) {
    int count = (int) Math.max(0, Math.min(length, size - offset));
    int done = 0;
    while (done < count) {
      long at = offset + done;
      int inside = (int) (at % BLOCK_BYTES);
      int part = Math.min(count - done, BLOCK_BYTES - inside);
      byte[] block = blocks.get(at / BLOCK_BYTES);
      if (block == null) {
        requireHere(at / BLOCK_BYTES);
        Arrays.fill(into, start + done, start + done + part, (byte) 0);
      } else {
        System.arraycopy(block, inside, into, start + done, part);
      }
      done += part;
    }
    return count;
  }

  /** The whole content of a file. */
  public byte[] content() {
    byte[] all = new byte[Math.toIntExact(size)];
    read(0, all, 0, all.length);
    return all;
  }

  /** Where the blocks that the file has end. */
  long allocatedEnd() {
    return (size + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  }

  NavigableMap<Long, byte[]> blocks() {
    return blocks;
  }

  /** Applies a part of a write. Blocks that it fills are shared by all images and never changed. */
  void write(MicroOp.Write write, int from, int to) {
    modifiedNanos = write.operation().timeNanos();
    if (outside == ALL_OUTSIDE) {
      return;
    }
    long firstWhole = (write.offset() + BLOCK_BYTES - 1) / BLOCK_BYTES;
    int done = from;
    while (done < to) {
      long at = write.offset() + done;
      int inside = (int) (at % BLOCK_BYTES);
      int part = Math.min(to - done, BLOCK_BYTES - inside);
      long block = at / BLOCK_BYTES;
      blocks.put(
          block,
          part == BLOCK_BYTES
              ? write.whole().of(write).get((int) (block - firstWhole))
              : changed(before(block), inside, write.bytes(), done, part));
      done += part;
    }
  }

  private byte @Nullable [] before(long block) {
    requireHere(block);
    return blocks.get(block);
  }

  private void requireHere(long block) {
    if (isOutside(block)) {
      throw new IllegalStateException("the bytes of block " + block + " are outside");
    }
  }

  /** Contains bytes that no call wrote. */
  void scribble(long offset, byte[] bytes, long timeNanos) {
    modifiedNanos = timeNanos;
    int done = outside == ALL_OUTSIDE ? bytes.length : 0;
    while (done < bytes.length) {
      long at = offset + done;
      int inside = (int) (at % BLOCK_BYTES);
      int part = Math.min(bytes.length - done, BLOCK_BYTES - inside);
      blocks.put(
          at / BLOCK_BYTES,
          part == BLOCK_BYTES && bytes.length == BLOCK_BYTES
              ? bytes // Nobody changes it, so all images share it.
              : changed(blocks.get(at / BLOCK_BYTES), inside, bytes, done, part));
      done += part;
    }
  }

  private static byte[] changed(
      byte @Nullable [] old, int inside, byte[] bytes, int from, int count) {
    byte[] changed = old == null || count == BLOCK_BYTES ? new byte[BLOCK_BYTES] : old.clone();
    System.arraycopy(bytes, from, changed, inside, count);
    return changed;
  }

  /**
   * Sets the size. What an append wrote may be there before its size is, so only a call that sets
   * the size takes bytes away.
   */
  void resize(long to, boolean appended, long timeNanos) {
    if (!appended) {
      if (to < size && to % BLOCK_BYTES != 0 && outside != ALL_OUTSIDE) {
        requireHere(to / BLOCK_BYTES);
      }
      dropBehind(to);
    }
    size = to;
    modifiedNanos = timeNanos;
  }

  /** Takes the content of another inode; null for none. */
  void revert(@Nullable Inode to) {
    blocks.clear();
    size = 0;
    if (to != null) {
      outside = to.outside;
      blocks.putAll(to.blocks);
      size = to.size;
    }
  }

  /** Drops bytes that were written after the end and were never covered by a size. */
  void trim() {
    dropBehind(size);
  }

  private void dropBehind(long end) {
    if (outside == ALL_OUTSIDE) {
      return;
    }
    long whole = (end + BLOCK_BYTES - 1) / BLOCK_BYTES;
    endOutside(whole);
    blocks.tailMap(whole, true).clear();
    int inside = (int) (end % BLOCK_BYTES);
    byte[] last = inside == 0 ? null : blocks.get(end / BLOCK_BYTES);
    if (last != null) {
      byte[] changed = new byte[BLOCK_BYTES];
      System.arraycopy(last, 0, changed, 0, inside);
      blocks.put(end / BLOCK_BYTES, changed);
    }
  }

  @Nullable Long enter(String name, long target, long timeNanos) {
    modifiedNanos = timeNanos;
    return entries.put(name, target);
  }

  @Nullable Long remove(String name, long timeNanos) {
    modifiedNanos = timeNanos;
    return entries.remove(name);
  }

  void attribute(String name, @Nullable Object value) {
    if (name.equals("modified") && value instanceof Long nanos) {
      modifiedNanos = nanos;
    } else if (value == null) {
      attributes.remove(name);
    } else {
      attributes.put(name, value);
    }
  }

  void addLinks(int more) {
    links += more;
  }
}
