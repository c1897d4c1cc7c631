package dev.faultline.mount;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.faultline.mount.Nodes.File;
import dev.faultline.mount.sys.Libc;
import dev.faultline.mount.wire.Exchange;
import java.lang.foreign.MemorySegment;

/**
 * Open files: what is read, written and synced. A handle is the descriptor of the source's file.
 */
final class Contents {
  /** {@code FOPEN_DIRECT_IO}. */
  private static final int DIRECT = 1;

  private static final int DATA_ONLY = 1;
  private static final int KILL_PRIVILEGES = 1 << 2;

  /** Of opening, in its second word of flags: whoever truncates may not keep the bits. */
  private static final int OPEN_KILLS_PRIVILEGES = 1;

  private final Nodes nodes;
  private final Entries entries;
  private final KernelCaches caches;

  Contents(Nodes nodes, Entries entries, KernelCaches caches) {
    this.caches = caches;
    this.nodes = nodes;
    this.entries = entries;
  }

  void open(Worker worker) {
    Exchange exchange = worker.exchange();
    File file = nodes.get(exchange.node());
    int flags = flags(exchange.int32(0));
    int descriptor = worker.libc().openat(-1, worker.pathOf(file.descriptor()), flags, 0);
    if (descriptor >= 0 && (exchange.int32(4) & OPEN_KILLS_PRIVILEGES) != 0) {
      Privileges.kill(worker, descriptor);
    }
    answerOpen(worker, descriptor, 0, file);
  }

  /**
   * The client's flags for the source's file. The kernel gives each write its offset, appending
   * ones too, and keeps its own rules for direct access, which say nothing about our memory.
   */
  private static int flags(int flags) {
    return flags
            & ~(Flags.O_APPEND | Flags.O_DIRECT | Flags.O_NOFOLLOW | Flags.O_EXCL | Flags.O_CREAT)
        | Flags.O_CLOEXEC;
  }

  private void answerOpen(Worker worker, int descriptor, int offset, File file) {
    Exchange exchange = worker.exchange();
    if (descriptor < 0) {
      exchange.failed(descriptor);
      return;
    }
    exchange.put64(offset, descriptor);
    exchange.put32(offset + 8, openFlags(file));
    exchange.put32(offset + 12, 0);
    exchange.done(offset + 16);
  }

  private int openFlags(File file) {
    return caches.keepsBytesOfAll() || caches.keepsBytesOf(nodes.path(file)) ? 0 : DIRECT;
  }

  /** Whether an answer to an open, {@code offset} bytes behind its header, is for direct access. */
  static boolean isDirect(Exchange exchange, int offset) {
    return (exchange.answered32(offset + 8) & DIRECT) != 0;
  }

  void create(Worker worker) {
    Exchange exchange = worker.exchange();
    File folder = nodes.get(exchange.node());
    int flags = exchange.int32(0);
    Libc libc = worker.libc();
    int descriptor =
        (int)
            worker.asUser(() ->
                libc.openat(
                    folder.descriptor(),
                    exchange.address(16),
                    flags(flags) | Flags.O_CREAT | flags & Flags.O_EXCL | Flags.O_NOFOLLOW,
                    exchange.int32(4)));
    if (descriptor < 0) {
      exchange.failed(descriptor);
      return;
    }
    if ((exchange.int32(12) & OPEN_KILLS_PRIVILEGES) != 0) {
      Privileges.kill(worker, descriptor);
    }
    int result = entries.put(worker, folder, exchange.address(16), exchange.name(16), 0);
    if (result < 0) {
      libc.close(descriptor);
      exchange.failed(result);
    } else {
      answerOpen(worker, descriptor, Entries.ENTRY_BYTES, nodes.get(exchange.answered64(0)));
    }
  }

  /** A file without a name, which its owner may link later. */
  void createUnnamed(Worker worker) {
    Exchange exchange = worker.exchange();
    File folder = nodes.get(exchange.node());
    Libc libc = worker.libc();
    int descriptor =
        (int)
            worker.asUser(() ->
                libc.openat(
                    -1,
                    worker.pathOf(folder.descriptor()),
                    flags(exchange.int32(0)) | Flags.O_TMPFILE | exchange.int32(0) & Flags.O_EXCL,
                    exchange.int32(4)));
    if (descriptor < 0) {
      exchange.failed(descriptor);
      return;
    }
    int named =
        libc.openat(-1, worker.pathOf(descriptor), Entries.NAME_ONLY & ~Flags.O_NOFOLLOW, 0);
    int result = named < 0 ? named : entries.put(worker, named, folder, "#" + exchange.unique(), 0);
    if (result < 0) {
      libc.close(descriptor);
      exchange.failed(result);
    } else {
      answerOpen(worker, descriptor, Entries.ENTRY_BYTES, nodes.get(exchange.answered64(0)));
    }
  }

  void read(Worker worker) {
    Exchange exchange = worker.exchange();
    long result =
        worker
            .libc()
            .pread(
                (int) exchange.int64(0),
                exchange.answerAddress(),
                Math.min(Integer.toUnsignedLong(exchange.int32(16)), exchange.answerRoom()),
                exchange.int64(8));
    if (result < 0) {
      exchange.failed(result);
    } else {
      exchange.done((int) result);
    }
  }

  void write(Worker worker) {
    Exchange exchange = worker.exchange();
    int descriptor = (int) exchange.int64(0);
    if ((exchange.int32(20) & KILL_PRIVILEGES) != 0) {
      Privileges.kill(worker, descriptor);
    }
    long result =
        worker
            .libc()
            .pwrite(
                descriptor,
                exchange.address(40),
                Integer.toUnsignedLong(exchange.int32(16)),
                exchange.int64(8));
    answerWritten(exchange, result);
  }

  private static void answerWritten(Exchange exchange, long result) {
    if (result < 0) {
      exchange.failed(result);
      return;
    }
    exchange.put32(0, (int) result);
    exchange.put32(4, 0);
    exchange.done(8);
  }

  void sync(Worker worker) {
    Exchange exchange = worker.exchange();
    int descriptor = (int) exchange.int64(0);
    end(
        exchange,
        (exchange.int32(8) & DATA_ONLY) != 0
            ? worker.libc().fdatasync(descriptor)
            : worker.libc().fsync(descriptor));
  }

  void release(Worker worker) {
    worker.libc().close((int) worker.exchange().int64(0));
    worker.exchange().done();
  }

  void allocate(Worker worker) {
    Exchange exchange = worker.exchange();
    end(
        exchange,
        (int)
            worker.asUser(() ->
                worker
                    .libc()
                    .fallocate(
                        (int) exchange.int64(0),
                        exchange.int32(24),
                        exchange.int64(8),
                        exchange.int64(16))));
  }

  void seek(Worker worker) {
    Exchange exchange = worker.exchange();
    long result =
        worker.libc().lseek((int) exchange.int64(0), exchange.int64(8), exchange.int32(16));
    if (result < 0) {
      exchange.failed(result);
    } else {
      exchange.put64(0, result);
      exchange.done(8);
    }
  }

  void copy(Worker worker) {
    Exchange exchange = worker.exchange();
    MemorySegment offsets = worker.scratch();
    offsets.set(JAVA_LONG, 0, exchange.int64(8));
    offsets.set(JAVA_LONG, 8, exchange.int64(32));
    long result =
        worker.asUser(() ->
            worker
                .libc()
                .copyFileRange(
                    (int) exchange.int64(0),
                    offsets.address(),
                    (int) exchange.int64(24),
                    offsets.address() + 8,
                    exchange.int64(40)));
    answerWritten(exchange, result);
  }

  private static void end(Exchange exchange, int result) {
    if (result < 0) {
      exchange.failed(result);
    } else {
      exchange.done();
    }
  }
}
