package dev.faultline.disk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The content of a disk at one moment: all inodes, from the root on. {@linkplain #copy Copies}
 * share unchanged data. Not thread-safe; copies that share data must be used by one thread at a
 * time.
 */
public final class Image {
  /** The root directory's inode. */
  public static final long ROOT = 1;

  private final TreeMap<Long, Inode> inodes;

  /** Inodes with this owner belong only to this image; others are copied before a change. */
  private Object owner = new Object();

  /** Whether files have no bytes here, not even those that are written. */
  private final boolean bytesOutside;

  private Image(TreeMap<Long, Inode> inodes, boolean bytesOutside) {
    this.inodes = inodes;
    this.bytesOutside = bytesOutside;
  }

  /** A root directory with nothing in it. */
  public static Image empty() {
    Image image = new Image(new TreeMap<>(), false);
    Operation made = new Operation(0, "mkfs", "/", "", 0, "", List.of());
    image.apply(new MicroOp.Allocate(made, ROOT, FileKind.DIRECTORY, "", 0777));
    return image;
  }

  /** An independent image with the same content. */
  public Image copy() {
    return copy(bytesOutside);
  }

  private Image copy(boolean outside) {
    // What was this image's own is now shared, so it copies it before the next change, too.
    owner = new Object();
    return new Image(new TreeMap<>(inodes), outside);
  }

  /**
   * The same, but without the bytes of files. Whoever uses it has them in files of its own, which
   * always are as programs see them. An {@link Unsynced} that begins with it has only bytes that
   * differ from these files.
   */
  public Image withBytesOutside() {
    Image image = copy(true);
    for (long number : files()) {
      image.own(number).keepNothing();
    }
    return image;
  }

  /** Whether the bytes of files are outside. */
  boolean hasBytesOutside() {
    return bytesOutside;
  }

  /** A copy that has the bytes of its files as soon as these differ from those outside. */
  Image settled() {
    Image image = copy(false);
    for (long number : files()) {
      image.own(number).settle();
    }
    return image;
  }

  private List<Long> files() {
    return inodes.values().stream()
        .filter(inode -> inode.kind() == FileKind.FILE)
        .map(Inode::number)
        .toList();
  }

  void settle(long number) {
    Inode inode = find(number);
    if (inode != null && inode.kind() == FileKind.FILE) {
      own(number).settle();
    }
  }

  void keep(long number, long block, byte[] bytes) {
    own(number).keep(block, bytes);
  }

  void endOutside(long number, long block) {
    own(number).endOutside(block);
  }

  /** An inode, or null if there is none. */
  public @Nullable Inode find(long number) {
    return inodes.get(number);
  }

  /** The root directory. */
  public Inode root() {
    return get(ROOT);
  }

  Inode get(long number) {
    Inode found = inodes.get(number);
    if (found == null) {
      throw new AssertionError("no inode " + number);
    }
    return found;
  }

  /** The inode that a path of plain names leads to, or null. Symbolic links are not followed. */
  public @Nullable Inode at(String path) {
    Inode here = root();
    for (String name : path.split("/")) {
      if (!name.isEmpty()) {
        Long next = here.entries().get(name);
        Inode there = next == null ? null : find(next);
        if (there == null) {
          return null;
        }
        here = there;
      }
    }
    return here;
  }

  /** Visits each path below the root: directories before their contents, names sorted. */
  public void walk(BiConsumer<String, Inode> visitor) {
    walk("", root(), visitor, new TreeSet<>());
  }

  private void walk(
      String path, Inode directory, BiConsumer<String, Inode> visitor, TreeSet<Long> above) {
    // A crash may leave a directory inside itself where renames are torn.
    if (!above.add(directory.number())) {
      return;
    }
    for (Map.Entry<String, Long> entry : directory.entries().entrySet()) {
      Inode inode = find(entry.getValue());
      if (inode != null) {
        String inside = path.isEmpty() ? entry.getKey() : path + "/" + entry.getKey();
        visitor.accept(inside, inode);
        if (inode.kind() == FileKind.DIRECTORY) {
          walk(inside, inode, visitor, above);
        }
      }
    }
    above.remove(directory.number());
  }

  private Inode own(long number) {
    Inode owned = get(number).ownedBy(owner);
    inodes.put(number, owned);
    return owned;
  }

  private boolean has(long number) {
    return inodes.containsKey(number);
  }

  /** Applies a micro-operation. Does nothing if this image does not have the inode. */
  void apply(MicroOp op) {
    switch (op) {
      case MicroOp.Allocate made -> {
        Inode inode = new Inode(owner, made);
        if (bytesOutside && made.kind() == FileKind.FILE) {
          inode.keepNothing();
        }
        inodes.put(made.inode(), inode);
      }
      case MicroOp.Write write -> apply(write, 0, write.bytes().length);
      case MicroOp.Resize resize -> resize(resize, resize.size());
      case MicroOp.Enter enter -> {
        if (has(enter.inode()) && has(enter.target())) {
          Inode directory = own(enter.inode());
          own(enter.target()).addLinks(1);
          unlinked(directory.enter(enter.name(), enter.target(), enter.operation().timeNanos()));
        }
      }
      case MicroOp.Remove remove -> {
        if (has(remove.inode())) {
          unlinked(own(remove.inode()).remove(remove.name(), remove.operation().timeNanos()));
        }
      }
      case MicroOp.Attribute attribute -> {
        if (has(attribute.inode())) {
          own(attribute.inode()).attribute(attribute.name(), attribute.value());
        }
      }
    }
  }

  private void unlinked(@Nullable Long target) {
    if (target != null && has(target)) {
      own(target).addLinks(-1);
    }
  }

  void apply(MicroOp.Write write, int from, int to) {
    if (has(write.inode())) {
      own(write.inode()).write(write, from, to);
    }
  }

  void resize(MicroOp.Resize resize, long to) {
    if (has(resize.inode())) {
      own(resize.inode()).resize(to, resize.appended(), resize.operation().timeNanos());
    }
  }

  /** Puts bytes in a file that no program wrote: old bytes of the device, or damage. */
  void scribble(long inode, long offset, byte[] bytes) {
    if (has(inode)) {
      own(inode).scribble(offset, bytes, 0);
    }
  }

  /** An inode as it is now; it does not change with the image. */
  Inode snapshot(long number) {
    return get(number).ownedBy(new Object());
  }

  /** Gives a file the content of another inode, or none. */
  void revert(long number, @Nullable Inode to) {
    own(number).revert(to);
  }

  /** Flips bits of a byte, if the file has it. */
  void decay(long number, long offset, int mask) {
    Inode inode = find(number);
    if (inode != null
        && inode.kind() == FileKind.FILE
        && offset < inode.size()
        && !inode.isOutside(offset / Inode.BLOCK_BYTES)) {
      byte[] one = new byte[1];
      inode.read(offset, one, 0, 1);
      one[0] ^= (byte) mask;
      own(number).scribble(offset, one, inode.modifiedNanos());
    }
  }

  /** Drops an inode, and with a directory its names. */
  void forget(long number) {
    Inode gone = inodes.remove(number);
    if (gone != null) {
      gone.entries().values().forEach(this::unlinked);
    }
  }

  boolean isLinked(long number) {
    Inode inode = find(number);
    return inode != null && inode.links() > 0;
  }

  /**
   * Does what a mount after a crash does: drops bytes after the end of files, and inodes without a
   * path.
   */
  void mount() {
    TreeMap<Long, Integer> names = new TreeMap<>();
    ArrayDeque<Long> open = new ArrayDeque<>();
    names.put(ROOT, 0);
    open.add(ROOT);
    while (!open.isEmpty()) {
      for (long target : get(open.remove()).entries().values()) {
        if (has(target) && names.merge(target, 1, Integer::sum) == 1) {
          open.add(target);
        }
      }
    }
    for (long number : new ArrayList<>(inodes.keySet())) {
      Integer count = names.get(number);
      if (count == null) {
        inodes.remove(number);
      } else {
        Inode inode = get(number);
        if (inode.blocks().isEmpty() && inode.links() == count) {
          continue;
        }
        long last = inode.blocks().isEmpty() ? -1 : inode.blocks().lastKey();
        if (inode.links() != count || (last + 1) * Inode.BLOCK_BYTES > inode.size()) {
          Inode owned = own(number);
          owned.addLinks(count - owned.links());
          owned.trim();
        }
      }
    }
  }

  /**
   * 128 bits of names, kinds, contents and attributes; equal for images that a program cannot tell
   * apart. Times do not count.
   */
  public Fingerprint fingerprint() {
    Fingerprint.Builder builder = new Fingerprint.Builder();
    Map<Long, Long> seen = new LinkedHashMap<>();
    seen.put(ROOT, 0L);
    builder.attributes(root());
    walk((path, inode) -> {
      builder.text(path);
      Long before = seen.putIfAbsent(inode.number(), (long) seen.size());
      if (before == null) {
        builder.inode(inode);
      } else {
        builder.number(before);
      }
    });
    return builder.build();
  }
}
