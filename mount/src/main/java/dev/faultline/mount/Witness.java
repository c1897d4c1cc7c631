package dev.faultline.mount;

import dev.faultline.mount.Nodes.File;
import dev.faultline.mount.overlay.Overlay;
import dev.faultline.mount.record.FileId;
import dev.faultline.mount.record.Model;
import dev.faultline.mount.wire.Exchange;
import dev.faultline.mount.wire.Opcode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the model what is done through the mount, and has an overlay copy the bytes of files before
 * they are needed. What changes files goes one by one, so that the model has the order in which it
 * happened. Safe for several threads.
 */
final class Witness {
  private static final int EIO = 5;
  private static final int KIND = 0170000;
  private static final int FILE = 0100000;

  private static final int SET_SIZE = 1 << 3;
  private static final int DATA_ONLY = 1;

  /** Made before it is needed, when there is no memory left to make it. */
  private static final String TOO_LARGE =
      "this mount records no longer, so it cannot crash: what is not synced, and what it"
          + " replaced, does not fit into its memory of "
          + (Runtime.getRuntime().maxMemory() >> 20)
          + " MB; mount with more (FAULTLINE_JAVA_OPTS=-Xmx8g), or with --no-recording";

  private static final String UNTOLD =
      "this mount records no longer, so it cannot crash: what a call has done could not be read"
          + " again; unmount, and mount anew: ";

  private final PassThrough passThrough;
  private final Nodes nodes;
  private final @Nullable Overlay overlay;
  private final @Nullable Model model;
  private final @Nullable Changes changes;
  private final @Nullable Promises promises;
  private final Consumer<String> said;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * @param said is told if the model becomes too large for the memory
   */
  Witness(
      PassThrough passThrough,
      Nodes nodes,
      @Nullable Overlay overlay,
      @Nullable Model model,
      boolean readsPromises,
      Consumer<String> said) {
    this.said = said;
    this.passThrough = passThrough;
    this.nodes = nodes;
    this.overlay = overlay;
    this.model = model;
    changes = model == null ? null : new Changes(nodes, model);
    promises =
        model != null && readsPromises ? new Promises(promise -> model.mark(true, promise)) : null;
  }

  /** Held while the files change or are changed. */
  ReentrantLock lock() {
    return lock;
  }

  /** Answers a request, and tells the model where it changed something. */
  void answer(Opcode opcode, Worker worker) {
    if (overlay == null && model == null) {
      passThrough.answer(opcode, worker);
      return;
    }
    switch (opcode) {
      case SETATTR,
          SYMLINK,
          MKNOD,
          MKDIR,
          UNLINK,
          RMDIR,
          RENAME,
          RENAME2,
          LINK,
          OPEN,
          CREATE,
          TMPFILE,
          WRITE,
          RELEASE,
          FALLOCATE,
          COPY_FILE_RANGE,
          SETXATTR,
          REMOVEXATTR -> {
        lock.lock();
        try {
          change(opcode, worker);
        } catch (IOException e) {
          worker.exchange().failed(-EIO);
        } finally {
          lock.unlock();
        }
      }
      case FSYNC, FSYNCDIR -> sync(opcode, worker);
      default -> passThrough.answer(opcode, worker);
    }
  }

  /** What goes with the overlay in the end need not reach any disk. */
  private void sync(Opcode opcode, Worker worker) {
    Exchange exchange = worker.exchange();
    if (overlay == null) {
      passThrough.answer(opcode, worker);
    } else {
      exchange.done();
    }
    if (model == null || exchange.hasFailed()) {
      return;
    }
    File file = nodes.get(exchange.node());
    lock.lock();
    try {
      model.synced(id(file), (exchange.int32(8) & DATA_ONLY) != 0, path(nodes, file));
    } catch (OutOfMemoryError e) {
      giveUp(model);
    } finally {
      lock.unlock();
    }
  }

  private void change(Opcode opcode, Worker worker) throws IOException {
    Exchange exchange = worker.exchange();
    boolean existed = prepare(opcode, worker);
    long size = opcode == Opcode.FALLOCATE ? size(worker, exchange.node()) : 0;
    if (opcode == Opcode.RELEASE && model != null) {
      model.closed(id(nodes.get(exchange.node())));
    }
    passThrough.answer(opcode, worker);
    if (exchange.hasFailed() || model == null || changes == null) {
      return;
    }
    try {
      if (promises == null || !promises.take(opcode, worker)) {
        changes.tell(opcode, worker, existed, size);
      }
    } catch (OutOfMemoryError e) {
      giveUp(model);
    } catch (IOException e) {
      // The call is done, and succeeded. The model has not all of it, so that a crash would take
      // back what is synced.
      giveUp(model, UNTOLD + e);
    } catch (RuntimeException e) {
      giveUp(model, UNTOLD + e);
      throw e;
    }
  }

  /**
   * The files are as whoever called wants them, and the mount goes on as one that records nothing.
   */
  private void giveUp(Model full) {
    giveUp(full, TOO_LARGE);
  }

  private void giveUp(Model model, String why) {
    model.giveUp(why);
    said.accept(why);
  }

  /** Copies and reads what a call is about to change; whether the name of a CREATE is there. */
  private boolean prepare(Opcode opcode, Worker worker) throws IOException {
    Exchange exchange = worker.exchange();
    switch (opcode) {
      case OPEN -> {
        fill(exchange.node());
        if ((exchange.int32(0) & Flags.O_TRUNC) != 0) {
          change(exchange.node(), 0, Long.MAX_VALUE);
        }
      }
      case SETATTR -> {
        if ((exchange.int32(0) & SET_SIZE) != 0) {
          fill(exchange.node());
          change(exchange.node(), exchange.int64(16), Long.MAX_VALUE);
        }
      }
      case WRITE -> {
        long from = exchange.int64(8);
        change(exchange.node(), from, from + Integer.toUnsignedLong(exchange.int32(16)));
      }
      case FALLOCATE -> {
        long from = exchange.int64(8);
        int mode = exchange.int32(24);
        if ((mode & Changes.MOVES_BYTES) != 0) {
          change(exchange.node(), from, Long.MAX_VALUE);
        } else if ((mode & Changes.ZEROES_BYTES) != 0) {
          change(exchange.node(), from, from + exchange.int64(16));
        }
      }
      case COPY_FILE_RANGE -> {
        long from = exchange.int64(32);
        long to = from + exchange.int64(40);
        change(exchange.int64(16), from, to < from ? Long.MAX_VALUE : to);
      }
      case CREATE -> {
        boolean cuts = (exchange.int32(0) & Flags.O_TRUNC) != 0;
        return prepare(worker, nodes.get(exchange.node()), 16, cuts, false);
      }
      case UNLINK -> prepare(worker, nodes.get(exchange.node()), 0, false, true);
      case RENAME ->
          prepare(worker, nodes.get(exchange.int64(0)), second(exchange, 8), false, true);
      case RENAME2 ->
          prepare(worker, nodes.get(exchange.int64(0)), second(exchange, 16), false, true);
      default -> {}
    }
    return false;
  }

  static int second(Exchange exchange, int names) {
    return names + exchange.nameLength(names) + 1;
  }

  /** Copies a file's bytes, some of which are about to change outside of any request. */
  void fill(File file) throws IOException {
    fill(id(file), file.descriptor());
  }

  private void fill(long node) throws IOException {
    fill(nodes.get(node));
  }

  private void fill(FileId file, int descriptor) throws IOException {
    if (overlay != null && overlay.lacks(file)) {
      overlay.fill(file, path(descriptor));
    }
  }

  /** Bytes of a file are about to change, or to be cut off. */
  private void change(long node, long from, long to) throws IOException {
    File file = nodes.get(node);
    change(id(file), file.descriptor(), from, to);
  }

  private void change(FileId file, int descriptor, long from, long to) throws IOException {
    if (model != null) {
      try {
        model.beforeChange(file, from, to, path(descriptor));
      } catch (OutOfMemoryError e) {
        giveUp(model);
      }
    }
  }

  private static Path path(int descriptor) {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  /** Of a name in a folder, if it is there, and is about to be cut or to go. */
  private boolean prepare(Worker worker, File folder, int name, boolean cuts, boolean goes)
      throws IOException {
    int descriptor =
        worker
            .libc()
            .openat(folder.descriptor(), worker.exchange().address(name), Entries.NAME_ONLY, 0);
    if (descriptor < 0) {
      return false;
    }
    try {
      if (worker.status(descriptor) == 0 && (worker.mode() & KIND) == FILE) {
        FileId file = id(worker.identity());
        fill(file, descriptor);
        if (cuts) {
          change(file, descriptor, 0, Long.MAX_VALUE);
        }
        if (goes && model != null) {
          remove(model, file, descriptor);
        }
      }
      return true;
    } finally {
      worker.libc().close(descriptor);
    }
  }

  private void remove(Model told, FileId file, int descriptor) throws IOException {
    try {
      told.beforeRemoval(file, path(descriptor));
    } catch (OutOfMemoryError e) {
      giveUp(told);
    }
  }

  static FileId id(File file) {
    return id(file.identity());
  }

  static FileId id(Nodes.Identity identity) {
    return new FileId(identity.device(), identity.inode());
  }

  static String path(Nodes nodes, File file) {
    String path = nodes.path(file);
    return "/" + Model.ROOT_NAME + (path.equals("/") ? "" : path);
  }

  private long size(Worker worker, long node) {
    return worker.status(nodes.get(node).descriptor()) < 0 ? 0 : worker.size();
  }
}
