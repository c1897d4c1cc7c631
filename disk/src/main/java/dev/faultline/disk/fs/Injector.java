package dev.faultline.disk.fs;

import dev.faultline.disk.Disk;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Inode;
import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.Effect;
import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.Faults;
import dev.faultline.disk.fault.FileCall;
import dev.faultline.disk.fault.Injection;
import dev.faultline.disk.fault.Ranges;
import dev.faultline.disk.fault.Request;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystemException;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks the rules before each call, and does what they say up to the call itself. Used under the
 * file system's lock, which it gives up while a call waits.
 */
final class Injector {
  /** The calls that Java's files make. */
  private static final Set<FileCall> MADE =
      EnumSet.of(
          FileCall.GETATTR,
          FileCall.ACCESS,
          FileCall.READLINK,
          FileCall.SYMLINK,
          FileCall.MKDIR,
          FileCall.UNLINK,
          FileCall.RMDIR,
          FileCall.RENAME,
          FileCall.LINK,
          FileCall.CHMOD,
          FileCall.CHOWN,
          FileCall.TRUNCATE,
          FileCall.UTIMENS,
          FileCall.OPEN,
          FileCall.CREATE,
          FileCall.READ,
          FileCall.WRITE,
          FileCall.COPY_FILE_RANGE,
          FileCall.RELEASE,
          FileCall.FSYNC,
          FileCall.FDATASYNC,
          FileCall.FSYNCDIR,
          FileCall.WRITEBACK,
          FileCall.OPENDIR,
          FileCall.READDIR,
          FileCall.STATFS,
          FileCall.LOCK);

  private final ReentrantLock lock;
  private final Condition changed;
  private final Disk disk;
  private final Resolver resolver;
  private final TreeMap<Long, Long> open = new TreeMap<>();
  private long handles;
  private @Nullable Faults faults;
  private Pause pause = Pause.real();
  private @Nullable Gate gate;
  private boolean closed;

  Injector(ReentrantLock lock, Disk disk, Resolver resolver) {
    this.lock = lock;
    this.changed = lock.newCondition();
    this.disk = disk;
    this.resolver = resolver;
  }

  /** Puts rules in place of those before; null for none. Calls that hang or are delayed go on. */
  void install(@Nullable Faults rules, Pause waiting) {
    if (rules != null) {
      rules.rules().forEach(Injector::requireMade);
      if (rules.rules().stream().anyMatch(FaultRule::failsSyncs)) {
        disk.keepWritten();
      }
      open.forEach(rules::opened);
    }
    faults = rules;
    pause = waiting;
    changed.signalAll();
  }

  void gate(Gate sees) {
    gate = sees;
  }

  /** Whether anybody wants to know of calls. */
  private boolean asks() {
    return faults != null || gate != null;
  }

  private static void requireMade(FaultRule rule) {
    if (rule.effect() instanceof Effect.Kill) {
      throw new IllegalArgumentException(
          rule.where() + ", effect: only a mount can kill who calls: " + rule.text());
    }
    if (rule.effect() instanceof Effect.Crashing) {
      throw new IllegalArgumentException(
          rule.where()
              + ", effect: only a mount crashes by a rule; a recording is crashed at each call: "
              + rule.text());
    }
    if (rule.calls().stream().noneMatch(MADE::contains)) {
      throw new IllegalArgumentException(
          "line "
              + rule.line()
              + ", calls: Java's files never make these calls, which only a mount sees: "
              + rule.text());
    }
  }

  @Nullable Faults faults() {
    return faults;
  }

  /** Calls that hang end, with the file system. */
  void close() {
    closed = true;
    changed.signalAll();
  }

  /** Single rules may have been taken away: calls that one of them held go on. */
  void changed() {
    changed.signalAll();
  }

  long opened(long inode) {
    open.put(++handles, inode);
    if (faults != null) {
      faults.opened(handles, inode);
    }
    return handles;
  }

  void closed(long handle) {
    open.remove(handle);
    if (faults != null) {
      faults.closed(handle);
    }
  }

  /** Before a call on what a path leads to. */
  void byPath(FileCall call, DiskPath path, boolean follow) throws IOException {
    if (asks()) {
      Inode inode = found(path, follow);
      long size = inode == null || inode.kind() != FileKind.FILE ? 0 : inode.size();
      long number = inode == null ? 0 : inode.number();
      Request request = Request.of(call, real(path, follow), number, size);
      refuseByPath(call == FileCall.UNLINK ? givingBack(request, inode) : request, path, null);
    }
  }

  private static Request givingBack(Request request, @Nullable Inode inode) {
    return inode != null && inode.links() == 1 ? request.growing(-request.size()) : request;
  }

  /** Before a file or directory is removed. */
  void removal(DiskPath path) throws IOException {
    if (asks()) {
      Inode inode = found(path, false);
      boolean directory = inode != null && inode.kind() == FileKind.DIRECTORY;
      byPath(directory ? FileCall.RMDIR : FileCall.UNLINK, path, false);
    }
  }

  /** Before a call with two paths, of which the first is there. */
  void byPaths(FileCall call, DiskPath path, DiskPath to) throws IOException {
    if (asks()) {
      Inode inode = found(path, false);
      long number = inode == null ? 0 : inode.number();
      Request request = Request.of(call, real(path, false), real(to, false), number);
      refuseByPath(request.growing(growth(call, inode, to)), path, to.toString());
    }
  }

  /** What a copy adds, and what a file gives back that loses its last name to a rename. */
  private long growth(FileCall call, @Nullable Inode moved, DiskPath to) {
    Inode replaced = found(to, false);
    long back =
        replaced == null || replaced.equals(moved) || replaced.links() > 1 ? 0 : replaced.size();
    return switch (call) {
      case RENAME -> -back;
      case COPY_FILE_RANGE -> (moved == null ? 0 : moved.size()) - back;
      default -> 0;
    };
  }

  /** Before a file is opened, or made. */
  void opening(Opening opening, DiskPath path) throws IOException {
    if (asks()) {
      Inode inode = found(path, opening.follow());
      long size = inode == null ? 0 : inode.size();
      FileCall call = inode == null && opening.makes() ? FileCall.CREATE : FileCall.OPEN;
      Request request =
          Request.of(call, real(path, opening.follow()), inode == null ? 0 : inode.number(), size)
              .writing(opening.write());
      refuseByPath(opening.truncates() ? request.growing(-size) : request, path, null);
    }
  }

  private void refuseByPath(Request request, DiskPath path, @Nullable String other)
      throws IOException {
    Injection injected = ask(request);
    if (injected.errno() != null) {
      throw Refusals.byPath(injected.errno(), path.toString(), other);
    }
  }

  /** Before a call through an open file. */
  Injection through(Request request) throws IOException {
    if (!asks()) {
      return Injection.none(request.length());
    }
    Injection injected = ask(request);
    if (injected.errno() != null) {
      throw Refusals.through(injected.errno());
    }
    return injected;
  }

  /** Before the file is closed for good; whoever wrote to it leaves data to write back. */
  void release(Request request, boolean wrote) throws IOException {
    Faults rules = faults;
    if (asks()) {
      if (wrote && rules != null && rules.isFor(FileCall.WRITEBACK)) {
        ask(
            Request.through(
                FileCall.WRITEBACK,
                request.path(),
                request.file(),
                request.handle(),
                request.size()));
      }
      through(request);
    }
  }

  private Injection ask(Request request) throws IOException {
    Gate sees = gate;
    if (sees != null) {
      int holds = unlock();
      try {
        sees.before(request);
      } finally {
        lock(holds);
      }
      requireOpen();
    }
    Faults rules = faults;
    if (rules == null) {
      return Injection.none(request.length());
    }
    Injection injected = rules.next(request);
    if (injected.delayNanos() > 0) {
      delay(injected.delayNanos(), rules);
    }
    if (injected.hangs()) {
      hang(rules, request);
    }
    for (long bit : injected.rot()) {
      disk.decay(request.file(), bit / 8, 1 << (bit % 8));
    }
    Injection.Unwritten unwritten = injected.unwritten();
    if (unwritten != null) {
      leave(unwritten, request);
    }
    return injected;
  }

  private void leave(Injection.Unwritten unwritten, Request request) {
    if (disk.live().find(request.file()) == null
        || disk.inode(request.file()).kind() != FileKind.FILE
        || unwritten.aftermath() == Aftermath.RETRIED) {
      return;
    }
    if (unwritten.aftermath() == Aftermath.REVERTED) {
      disk.revert(request.file(), request.path());
      return;
    }
    for (Ranges.Span span : unwritten.offsets().spans()) {
      // Whole blocks are written out, or not.
      long from = span.from() / Disk.BLOCK_BYTES * Disk.BLOCK_BYTES;
      long last = Math.min(span.to(), Long.MAX_VALUE / 2);
      long to = (last / Disk.BLOCK_BYTES + 1) * Disk.BLOCK_BYTES;
      disk.unwritten(request.file(), from, to, request.path());
    }
  }

  private void delay(long nanos, Faults rules) throws IOException {
    try {
      if (pause instanceof RealPause) {
        long left = nanos;
        while (left > 0 && faults == rules && !closed) {
          left = changed.awaitNanos(left);
        }
      } else {
        pauseUnlocked(nanos);
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
    requireOpen();
  }

  private void pauseUnlocked(long nanos) throws InterruptedException {
    Pause waiting = pause;
    int holds = unlock();
    try {
      waiting.pause(nanos);
    } finally {
      lock(holds);
    }
  }

  /** Returns how often the thread held the lock. */
  private int unlock() {
    int holds = lock.getHoldCount();
    for (int i = 0; i < holds; i++) {
      lock.unlock();
    }
    return holds;
  }

  private void lock(int times) {
    for (int i = 0; i < times; i++) {
      lock.lock();
    }
  }

  private void hang(Faults rules, Request request) throws IOException {
    try {
      while (faults == rules && rules.holds(request) && !closed) {
        changed.await();
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
    requireOpen();
  }

  private void requireOpen() {
    if (closed) {
      throw new ClosedFileSystemException();
    }
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while a fault held the call up");
  }

  private @Nullable Inode found(DiskPath path, boolean follow) {
    try {
      return resolver.place(path, follow).inode();
    } catch (FileSystemException e) {
      return null;
    }
  }

  /** The path from the root without links, as far as there is one. */
  private String real(DiskPath path, boolean follow) {
    try {
      return "/" + String.join("/", resolver.names(path, follow));
    } catch (FileSystemException e) {
      return path.toAbsolutePath().normalize().toString();
    }
  }

  String realPath(DiskPath path, boolean follow) {
    return real(path, follow);
  }
}
