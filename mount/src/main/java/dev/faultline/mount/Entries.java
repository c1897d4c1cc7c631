package dev.faultline.mount;

import dev.faultline.mount.Nodes.File;
import dev.faultline.mount.wire.Exchange;
import java.util.function.LongSupplier;

/** Names in folders: to find, make, move and remove them. */
final class Entries {
  private static final int O_PATH = 0x200000;
  static final int NAME_ONLY = O_PATH | Flags.O_NOFOLLOW | Flags.O_CLOEXEC;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int AT_SYMLINK_FOLLOW = 0x400;
  private static final int AT_FDCWD = -100;
  private static final int EXCHANGE = 2;

  /** {@code fuse_entry_out}. */
  static final int ENTRY_BYTES = 128;

  private final Nodes nodes;
  private final KernelCaches caches;

  Entries(Nodes nodes, KernelCaches caches) {
    this.nodes = nodes;
    this.caches = caches;
  }

  void lookup(Worker worker) {
    Exchange exchange = worker.exchange();
    answer(worker, nodes.get(exchange.node()), 0);
  }

  void forget(Worker worker) {
    forget(worker, worker.exchange().node(), worker.exchange().int64(0));
  }

  private void forget(Worker worker, long number, long times) {
    nodes.forget(number, times, descriptor -> worker.status(descriptor) == 0 && worker.links() > 0);
  }

  void forgetSeveral(Worker worker) {
    Exchange exchange = worker.exchange();
    int count = exchange.int32(0);
    for (int i = 0; i < count; i++) {
      forget(worker, exchange.int64(8 + 16 * i), exchange.int64(16 + 16 * i));
    }
  }

  /** Finds the name {@code name} bytes behind the header and answers with its entry. */
  private void answer(Worker worker, File folder, int name) {
    int result = put(worker, folder, worker.exchange().address(name), name, 0);
    if (result < 0) {
      worker.exchange().failed(result);
    } else {
      worker.exchange().done(ENTRY_BYTES);
    }
  }

  /** Writes the entry of a name of the request into the answer; or returns the negated errno. */
  private int put(Worker worker, File folder, long path, int name, int offset) {
    return put(worker, folder, path, worker.exchange().name(name), offset);
  }

  /** Writes the entry of a name into the answer; or returns the negated errno. */
  int put(Worker worker, File folder, long path, String name, int offset) {
    int descriptor = worker.libc().openat(folder.descriptor(), path, NAME_ONLY, 0);
    return descriptor < 0 ? descriptor : put(worker, descriptor, folder, name, offset, true);
  }

  /** The same of a name that stands in a list of a folder. */
  int putListed(Worker worker, File folder, long path, String name, int offset) {
    int descriptor = worker.libc().openat(folder.descriptor(), path, NAME_ONLY, 0);
    return descriptor < 0 ? descriptor : put(worker, descriptor, folder, name, offset, false);
  }

  /** Writes the entry of an open file into the answer, whose descriptor it takes over. */
  int put(Worker worker, int descriptor, File folder, String name, int offset) {
    return put(worker, descriptor, folder, name, offset, true);
  }

  private int put(
      Worker worker, int descriptor, File folder, String name, int offset, boolean isUsed) {
    int status = worker.status(descriptor);
    if (status < 0) {
      worker.libc().close(descriptor);
      return status;
    }
    File file = nodes.found(descriptor, worker.identity(), folder, name, isUsed);
    boolean hasOneName = worker.isFolder();
    CacheTimes times = caches.times();
    Exchange exchange = worker.exchange();
    exchange.put64(offset, file.number());
    exchange.put64(offset + 8, 0);
    exchange.put64(offset + 16, hasOneName ? times.seconds() : times.nameSeconds());
    exchange.put64(offset + 24, times.seconds());
    exchange.put32(offset + 32, hasOneName ? times.nanos() : times.nameNanos());
    exchange.put32(offset + 36, times.nanos());
    worker.putAttributes(offset + 40, nodes);
    return 0;
  }

  /** Makes something as the user who asks, then answers with its entry. */
  private void make(Worker worker, int name, LongSupplier call) {
    Exchange exchange = worker.exchange();
    long result = worker.asUser(call);
    if (result < 0) {
      exchange.failed(result);
    } else {
      answer(worker, nodes.get(exchange.node()), name);
    }
  }

  void makeNode(Worker worker) {
    Exchange exchange = worker.exchange();
    int folder = nodes.get(exchange.node()).descriptor();
    make(
        worker,
        16,
        () ->
            worker
                .libc()
                .mknodat(
                    folder,
                    exchange.address(16),
                    exchange.int32(0),
                    Integer.toUnsignedLong(exchange.int32(4))));
  }

  void makeFolder(Worker worker) {
    Exchange exchange = worker.exchange();
    int folder = nodes.get(exchange.node()).descriptor();
    make(worker, 8, () -> worker.libc().mkdirat(folder, exchange.address(8), exchange.int32(0)));
  }

  /** The name, then what it points to. */
  void makeSymbolicLink(Worker worker) {
    Exchange exchange = worker.exchange();
    int folder = nodes.get(exchange.node()).descriptor();
    long target = exchange.address(exchange.nameLength(0) + 1);
    make(worker, 0, () -> worker.libc().symlinkat(target, folder, exchange.address(0)));
  }

  void link(Worker worker) {
    Exchange exchange = worker.exchange();
    File file = nodes.get(exchange.int64(0));
    int folder = nodes.get(exchange.node()).descriptor();
    int result =
        worker
            .libc()
            .linkat(
                AT_FDCWD,
                worker.pathOf(file.descriptor()),
                folder,
                exchange.address(8),
                AT_SYMLINK_FOLLOW);
    if (result < 0) {
      exchange.failed(result);
    } else {
      answer(worker, nodes.get(exchange.node()), 8);
    }
  }

  void readLink(Worker worker) {
    Exchange exchange = worker.exchange();
    long result =
        worker
            .libc()
            .readlinkat(
                nodes.get(exchange.node()).descriptor(),
                worker.emptyPath(),
                exchange.answerAddress(),
                exchange.answerRoom());
    if (result < 0) {
      exchange.failed(result);
    } else {
      exchange.done((int) result);
    }
  }

  void remove(Worker worker) {
    remove(worker, 0);
  }

  void removeFolder(Worker worker) {
    remove(worker, AT_REMOVEDIR);
  }

  private void remove(Worker worker, int flags) {
    Exchange exchange = worker.exchange();
    int folder = nodes.get(exchange.node()).descriptor();
    end(exchange, worker.libc().unlinkat(folder, exchange.address(0), flags));
  }

  void rename(Worker worker) {
    rename(worker, 0, 8);
  }

  /** With flags: refuse to replace, or exchange. */
  void renameWithFlags(Worker worker) {
    rename(worker, worker.exchange().int32(8), 16);
  }

  private void rename(Worker worker, int flags, int names) {
    Exchange exchange = worker.exchange();
    int from = nodes.get(exchange.node()).descriptor();
    File toFolder = nodes.get(exchange.int64(0));
    int second = names + exchange.nameLength(names) + 1;
    int result =
        worker
            .libc()
            .renameat2(
                from,
                exchange.address(names),
                toFolder.descriptor(),
                exchange.address(second),
                flags);
    if (result == 0) {
      renamed(worker, toFolder, second);
      if ((flags & EXCHANGE) != 0) {
        renamed(worker, nodes.get(exchange.node()), names);
      }
    }
    end(exchange, result);
  }

  /** The kernel does not look a moved file up again, so its path is learned here. */
  private void renamed(Worker worker, File folder, int name) {
    Exchange exchange = worker.exchange();
    if (worker.status(folder.descriptor(), exchange.address(name)) == 0) {
      nodes.moved(worker.identity(), folder, exchange.name(name));
    }
  }

  private static void end(Exchange exchange, int result) {
    if (result < 0) {
      exchange.failed(result);
    } else {
      exchange.done();
    }
  }
}
