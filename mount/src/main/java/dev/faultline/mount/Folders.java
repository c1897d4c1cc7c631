package dev.faultline.mount;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.faultline.mount.Nodes.File;
import dev.faultline.mount.sys.Libc;
import dev.faultline.mount.wire.Exchange;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Folders: what stands in them. A handle is the descriptor of the source's folder. */
final class Folders {
  private static final int O_RDONLY = 0;
  private static final int SEEK_SET = 0;

  /** {@code fuse_dirent} before its name. */
  private static final int ENTRY_HEADER = 24;

  /** {@code linux_dirent64} before its name. */
  private static final int FOUND_HEADER = 19;

  /** How much of a folder is read from the system at once. */
  private static final int PORTION = 32 * 1024;

  private final Nodes nodes;
  private final Entries entries;

  Folders(Nodes nodes, Entries entries) {
    this.nodes = nodes;
    this.entries = entries;
  }

  void open(Worker worker) {
    Exchange exchange = worker.exchange();
    int descriptor =
        worker
            .libc()
            .openat(
                -1,
                worker.pathOf(nodes.get(exchange.node()).descriptor()),
                O_RDONLY | Flags.O_DIRECTORY | Flags.O_CLOEXEC,
                0);
    if (descriptor < 0) {
      exchange.failed(descriptor);
      return;
    }
    exchange.put64(0, descriptor);
    exchange.put64(8, 0);
    exchange.done(16);
  }

  void list(Worker worker) {
    list(worker, false);
  }

  /** With the attributes of each, which the kernel then need not ask for. */
  void listWithAttributes(Worker worker) {
    list(worker, true);
  }

  private void list(Worker worker, boolean attributes) {
    Exchange exchange = worker.exchange();
    Libc libc = worker.libc();
    int descriptor = (int) exchange.int64(0);
    int room = Math.min(exchange.int32(16), exchange.answerRoom());
    File folder = nodes.get(exchange.node());
    // Entries that do not fit are read again next time, from where the last that did ended.
    long seek = libc.lseek(descriptor, exchange.int64(8), SEEK_SET);
    if (seek < 0) {
      exchange.failed(seek);
      return;
    }
    int written = 0;
    MemorySegment portion = worker.portion(PORTION);
    while (true) {
      long read = libc.getdents(descriptor, portion.address(), PORTION);
      if (read < 0 && written == 0) {
        exchange.failed(read);
        return;
      }
      if (read <= 0) {
        break;
      }
      for (long at = 0; at < read; at += length(portion, at)) {
        int added = add(worker, folder, portion, at, written, room, attributes);
        if (added == 0) {
          exchange.done(written);
          return;
        }
        written += added;
      }
    }
    exchange.done(written);
  }

  private static int length(MemorySegment found, long at) {
    return Short.toUnsignedInt(found.get(JAVA_SHORT_UNALIGNED, at + 16));
  }

  /** Writes an entry where it fits; returns how long it is, or 0. */
  private int add(
      Worker worker,
      File folder,
      MemorySegment found,
      long at,
      int written,
      int room,
      boolean attributes) {
    Exchange exchange = worker.exchange();
    long name = at + FOUND_HEADER;
    int nameLength = 0;
    while (found.get(JAVA_BYTE, name + nameLength) != 0) {
      nameLength++;
    }
    int before = attributes ? Entries.ENTRY_BYTES : 0;
    int length = (before + ENTRY_HEADER + nameLength + 7) & ~7;
    if (written + length > room) {
      return 0;
    }
    if (attributes) {
      exchange.answer().asSlice(written, Entries.ENTRY_BYTES).fill((byte) 0);
      if (!isSelfOrParent(found, name, nameLength)) {
        byte[] bytes = new byte[nameLength];
        MemorySegment.copy(found, JAVA_BYTE, name, bytes, 0, nameLength);
        // A file that has just gone has no attributes; the kernel is told its name only.
        int result =
            entries.putListed(
                worker,
                folder,
                found.address() + name,
                new String(bytes, StandardCharsets.UTF_8),
                written);
        if (result < 0) {
          exchange.answer().asSlice(written, Entries.ENTRY_BYTES).fill((byte) 0);
        }
      }
    }
    int entry = written + before;
    exchange.put64(entry, nodes.shownInode(folder, found.get(JAVA_LONG_UNALIGNED, at)));
    exchange.put64(entry + 8, found.get(JAVA_LONG_UNALIGNED, at + 8));
    exchange.put32(entry + 16, nameLength);
    exchange.put32(entry + 20, found.get(JAVA_BYTE, at + 18));
    MemorySegment answer = exchange.answer();
    MemorySegment.copy(found, name, answer, entry + ENTRY_HEADER, nameLength);
    answer
        .asSlice(entry + ENTRY_HEADER + nameLength, length - before - ENTRY_HEADER - nameLength)
        .fill((byte) 0);
    return length;
  }

  private static boolean isSelfOrParent(MemorySegment found, long name, int length) {
    return found.get(JAVA_BYTE, name) == '.'
        && (length == 1 || length == 2 && found.get(JAVA_BYTE, name + 1) == '.');
  }
}
