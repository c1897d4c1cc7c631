package dev.faultline.mount;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.faultline.mount.sys.Libc;
import dev.faultline.mount.wire.Exchange;
import java.lang.foreign.MemorySegment;

/** Attributes of files, plain and extended, and of the file system. */
final class Attributes {
  private static final int MODE = 1;
  private static final int USER = 1 << 1;
  private static final int GROUP = 1 << 2;
  private static final int SIZE = 1 << 3;
  private static final int ACCESSED = 1 << 4;
  private static final int MODIFIED = 1 << 5;
  private static final int HANDLE = 1 << 6;
  private static final int ACCESSED_NOW = 1 << 7;
  private static final int MODIFIED_NOW = 1 << 8;
  private static final int KILL_PRIVILEGES = 1 << 11;

  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final long UTIME_NOW = (1L << 30) - 1;
  private static final long UTIME_OMIT = (1L << 30) - 2;

  private final Nodes nodes;
  private final KernelCaches caches;

  Attributes(Nodes nodes, KernelCaches caches) {
    this.nodes = nodes;
    this.caches = caches;
  }

  void get(Worker worker) {
    answer(worker, nodes.get(worker.exchange().node()).descriptor());
  }

  private void answer(Worker worker, int descriptor) {
    Exchange exchange = worker.exchange();
    int result = worker.status(descriptor);
    if (result < 0) {
      exchange.failed(result);
      return;
    }
    CacheTimes times = caches.times();
    exchange.put64(0, times.seconds());
    exchange.put32(8, times.nanos());
    exchange.put32(12, 0);
    worker.putAttributes(16, nodes);
    exchange.done(104);
  }

  void set(Worker worker) {
    Exchange exchange = worker.exchange();
    int descriptor = nodes.get(exchange.node()).descriptor();
    int result = set(worker, exchange.int32(0), descriptor);
    if (result < 0) {
      exchange.failed(result);
    } else {
      answer(worker, descriptor);
    }
  }

  private static int set(Worker worker, int what, int descriptor) {
    Exchange exchange = worker.exchange();
    Libc libc = worker.libc();
    int result = 0;
    if ((what & MODE) != 0) {
      result = libc.chmod(worker.pathOf(descriptor), exchange.int32(68));
    }
    if (result == 0 && (what & (USER | GROUP)) != 0) {
      result =
          libc.fchownat(
              descriptor,
              worker.emptyPath(),
              (what & USER) != 0 ? exchange.int32(76) : -1,
              (what & GROUP) != 0 ? exchange.int32(80) : -1,
              AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW);
    }
    if (result == 0 && (what & SIZE) != 0) {
      long size = exchange.int64(16);
      result =
          (what & HANDLE) != 0
              ? libc.ftruncate((int) exchange.int64(8), size)
              : libc.truncate(worker.pathOf(descriptor), size);
      if (result == 0 && (what & KILL_PRIVILEGES) != 0) {
        Privileges.kill(worker, descriptor);
      }
    }
    if (result == 0 && (what & (ACCESSED | MODIFIED)) != 0) {
      result = setTimes(worker, what, descriptor);
    }
    return result;
  }

  private static int setTimes(Worker worker, int what, int descriptor) {
    Exchange exchange = worker.exchange();
    MemorySegment times = worker.scratch();
    boolean now = (what & ACCESSED_NOW) != 0;
    times.set(JAVA_LONG, 0, exchange.int64(32));
    times.set(
        JAVA_LONG,
        8,
        (what & ACCESSED) == 0
            ? UTIME_OMIT
            : now ? UTIME_NOW : Integer.toUnsignedLong(exchange.int32(56)));
    times.set(JAVA_LONG, 16, exchange.int64(40));
    times.set(
        JAVA_LONG,
        24,
        (what & MODIFIED) == 0
            ? UTIME_OMIT
            : (what & MODIFIED_NOW) != 0 ? UTIME_NOW : Integer.toUnsignedLong(exchange.int32(60)));
    return worker.libc().utimensat(descriptor, worker.emptyPath(), times.address(), AT_EMPTY_PATH);
  }

  void fileSystem(Worker worker) {
    Exchange exchange = worker.exchange();
    MemorySegment found = worker.scratch();
    int result = worker.libc().fstatfs(nodes.get(exchange.node()).descriptor(), found.address());
    if (result < 0) {
      exchange.failed(result);
      return;
    }
    exchange.clear(80);
    for (int i = 0; i < 5; i++) {
      exchange.put64(8 * i, found.get(JAVA_LONG, 16 + 8 * i));
    }
    exchange.put32(40, (int) found.get(JAVA_LONG, 8));
    exchange.put32(44, (int) found.get(JAVA_LONG, 64));
    exchange.put32(48, (int) found.get(JAVA_LONG, 72));
    exchange.done(80);
  }

  void setExtended(Worker worker) {
    Exchange exchange = worker.exchange();
    int name = 8;
    long value = exchange.address(name + exchange.nameLength(name) + 1);
    int result =
        worker
            .libc()
            .setxattr(
                path(worker),
                exchange.address(name),
                value,
                Integer.toUnsignedLong(exchange.int32(0)),
                exchange.int32(4));
    end(exchange, result);
  }

  void getExtended(Worker worker) {
    Exchange exchange = worker.exchange();
    long size = room(exchange);
    answerExtended(
        exchange,
        worker.libc().getxattr(path(worker), exchange.address(8), exchange.answerAddress(), size));
  }

  void listExtended(Worker worker) {
    Exchange exchange = worker.exchange();
    long size = room(exchange);
    answerExtended(exchange, worker.libc().listxattr(path(worker), exchange.answerAddress(), size));
  }

  /** Without room the kernel asks how much it needs. */
  private static void answerExtended(Exchange exchange, long result) {
    if (result < 0) {
      exchange.failed(result);
    } else if (exchange.int32(0) == 0) {
      exchange.put32(0, (int) result);
      exchange.put32(4, 0);
      exchange.done(8);
    } else {
      exchange.done((int) result);
    }
  }

  private static long room(Exchange exchange) {
    return Math.min(Integer.toUnsignedLong(exchange.int32(0)), exchange.answerRoom());
  }

  void removeExtended(Worker worker) {
    Exchange exchange = worker.exchange();
    end(exchange, worker.libc().removexattr(path(worker), exchange.address(0)));
  }

  private long path(Worker worker) {
    return worker.pathOf(nodes.get(worker.exchange().node()).descriptor());
  }

  private static void end(Exchange exchange, int result) {
    if (result < 0) {
      exchange.failed(result);
    } else {
      exchange.done();
    }
  }
}
