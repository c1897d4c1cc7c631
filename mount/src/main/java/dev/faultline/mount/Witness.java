package dev.faultline.mount;

import dev.faultline.disk.FileKind;
import dev.faultline.mount.Nodes.File;
import dev.faultline.mount.overlay.Overlay;
import dev.faultline.mount.record.Attribute;
import dev.faultline.mount.record.Blocks;
import dev.faultline.mount.record.FileId;
import dev.faultline.mount.record.Model;
import dev.faultline.mount.record.Origin;
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

  private static final int SET_MODE = 1;
  private static final int SET_USER = 1 << 1;
  private static final int SET_GROUP = 1 << 2;
  private static final int SET_SIZE = 1 << 3;
  private static final int EXCHANGE = 2;
  private static final int DATA_ONLY = 1;

  private static final int KEEP_SIZE = 1;
  private static final int MOVES_BYTES = 8 | 0x20;
  private static final int ZEROES_BYTES = 2 | 0x10;
  private static final int PIECE = 1 << 20;

  private static final int O_DSYNC = 0x1000;
  private static final int O_SYNC = 0x101000;
  private static final String USERS = "user.";

  private final PassThrough passThrough;
  private final Nodes nodes;
  private final @Nullable Overlay overlay;
  private final @Nullable Model model;
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
      model.synced(id(file), (exchange.int32(8) & DATA_ONLY) != 0, path(file));
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
    if (exchange.hasFailed() || model == null) {
      return;
    }
    try {
      tell(model, opcode, worker, existed, size);
    } catch (OutOfMemoryError e) {
      giveUp(model);
    }
  }

  /**
   * The files are as whoever called wants them, and the mount goes on as one that records nothing.
   */
  private void giveUp(Model full) {
    String why =
        "this mount records no longer, so it cannot crash: the contents of the files that were"
            + " changed do not fit into its memory of "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MB; mount with more (FAULTLINE_JAVA_OPTS=-Xmx8g), or with --no-recording";
    full.giveUp(why);
    said.accept(why);
  }

  private void tell(Model model, Opcode opcode, Worker worker, boolean existed, long size)
      throws IOException {
    Exchange exchange = worker.exchange();
    if (promises != null && promises.take(opcode, worker)) {
      return;
    }
    switch (opcode) {
      case SETATTR -> attributes(model, exchange);
      case SYMLINK -> {
        String target = exchange.name(exchange.nameLength(0) + 1);
        made(model, worker, 0, FileKind.SYMBOLIC_LINK, target);
      }
      case MKNOD -> {
        if ((worker.mode() & KIND) == FILE) {
          made(model, worker, 16, FileKind.FILE, "");
        }
      }
      case MKDIR -> made(model, worker, 8, FileKind.DIRECTORY, "");
      case UNLINK, RMDIR -> {
        File folder = nodes.get(exchange.node());
        model.removed(id(folder), exchange.name(0), child(folder, exchange.name(0)));
      }
      case RENAME -> renamed(model, exchange, 0, 8);
      case RENAME2 -> renamed(model, exchange, exchange.int32(8), 16);
      case LINK -> {
        File file = nodes.get(exchange.int64(0));
        File folder = nodes.get(exchange.node());
        String name = exchange.name(8);
        model.linked(id(file), id(folder), name, child(folder, name), name);
      }
      case OPEN -> {
        File file = nodes.get(exchange.node());
        model.opened(id(file));
        if ((exchange.int32(0) & Flags.O_TRUNC) != 0) {
          model.resized(id(file), 0, path(file));
        }
      }
      case CREATE -> created(model, worker, existed);
      case TMPFILE -> {
        File folder = nodes.get(exchange.node());
        model.madeUnnamed(id(worker.identity()), origin(worker, path(folder)));
      }
      case WRITE -> written(model, exchange, worker.isStale());
      case FALLOCATE -> allocated(model, worker, size);
      case COPY_FILE_RANGE -> {
        File to = nodes.get(exchange.int64(16));
        long from = exchange.int64(32);
        reread(model, to, from, from + exchange.answered32(0));
      }
      case SETXATTR -> {
        String name = exchange.name(8);
        int at = 8 + exchange.nameLength(8) + 1;
        extended(model, exchange, name, exchange.bytes(at, exchange.int32(0)));
      }
      case REMOVEXATTR -> extended(model, exchange, exchange.name(0), null);
      default -> {}
    }
    Privileges.tell(opcode, worker, nodes, model, this::path);
  }

  /** Copies and reads what a call is about to change; whether the name of a CREATE is there. */
  private boolean prepare(Opcode opcode, Worker worker) throws IOException {
    Exchange exchange = worker.exchange();
    switch (opcode) {
      case OPEN -> {
        boolean changes = (exchange.int32(0) & (Flags.O_ACCMODE | Flags.O_TRUNC)) != 0;
        prepare(nodes.get(exchange.node()), changes);
      }
      case SETATTR -> {
        if ((exchange.int32(0) & SET_SIZE) != 0) {
          prepare(nodes.get(exchange.node()), true);
        }
      }
      case CREATE -> {
        return prepare(worker, nodes.get(exchange.node()), 16);
      }
      case UNLINK -> prepare(worker, nodes.get(exchange.node()), 0);
      case RENAME -> prepare(worker, nodes.get(exchange.int64(0)), second(exchange, 8));
      case RENAME2 -> prepare(worker, nodes.get(exchange.int64(0)), second(exchange, 16));
      default -> {}
    }
    return false;
  }

  private static int second(Exchange exchange, int names) {
    return names + exchange.nameLength(names) + 1;
  }

  /** Copies and reads a file's bytes, which are about to change. */
  void load(File file) throws IOException {
    prepare(file, true);
  }

  private void prepare(File file, boolean changes) throws IOException {
    prepare(id(file), file.descriptor(), changes);
  }

  private void prepare(FileId file, int descriptor, boolean changes) throws IOException {
    Path path = Path.of("/proc/self/fd/" + descriptor);
    boolean lacking = model != null && model.lacksContentOf(file) && changes;
    if (overlay != null && overlay.lacks(file)) {
      overlay.fill(file, path);
    }
    if (lacking && model != null) {
      try {
        model.load(file, path);
      } catch (OutOfMemoryError e) {
        giveUp(model);
      }
    }
  }

  /** Of a name in a folder, if it is there. */
  private boolean prepare(Worker worker, File folder, int name) throws IOException {
    int descriptor =
        worker
            .libc()
            .openat(folder.descriptor(), worker.exchange().address(name), Entries.NAME_ONLY, 0);
    if (descriptor < 0) {
      return false;
    }
    try {
      if (worker.status(descriptor) == 0 && (worker.mode() & KIND) == FILE) {
        prepare(id(worker.identity()), descriptor, true);
      }
      return true;
    } finally {
      worker.libc().close(descriptor);
    }
  }

  static FileId id(File file) {
    return id(file.identity());
  }

  private static FileId id(Nodes.Identity identity) {
    return new FileId(identity.device(), identity.inode());
  }

  String path(File file) {
    String path = nodes.path(file);
    return "/" + Model.ROOT_NAME + (path.equals("/") ? "" : path);
  }

  private String child(File folder, String name) {
    return path(folder) + "/" + name;
  }

  private static Origin origin(Worker worker, String path) {
    return new Origin(
        path,
        worker.mode() & 07777,
        Integer.toUnsignedLong(worker.user()),
        Integer.toUnsignedLong(worker.group()));
  }

  /** The answer's entry was made from what the worker asked last. */
  private void made(Model into, Worker worker, int name, FileKind kind, String target) {
    Exchange exchange = worker.exchange();
    File folder = nodes.get(exchange.node());
    String text = exchange.name(name);
    into.made(
        id(folder), text, id(worker.identity()), kind, target, origin(worker, child(folder, text)));
  }

  private void created(Model into, Worker worker, boolean existed) {
    Exchange exchange = worker.exchange();
    FileId file = id(worker.identity());
    if (!existed) {
      made(into, worker, 16, FileKind.FILE, "");
    }
    into.opened(file);
    if (existed && (exchange.int32(0) & Flags.O_TRUNC) != 0) {
      into.resized(file, 0, child(nodes.get(exchange.node()), exchange.name(16)));
    }
  }

  private void attributes(Model into, Exchange exchange) {
    File file = nodes.get(exchange.node());
    int what = exchange.int32(0);
    if ((what & SET_MODE) != 0) {
      long mode = exchange.int32(68) & 07777;
      into.attribute(id(file), Attribute.PERMISSIONS, mode, path(file));
    }
    if ((what & SET_USER) != 0) {
      long user = Integer.toUnsignedLong(exchange.int32(76));
      into.attribute(id(file), Attribute.USER, user, path(file));
    }
    if ((what & SET_GROUP) != 0) {
      long group = Integer.toUnsignedLong(exchange.int32(80));
      into.attribute(id(file), Attribute.GROUP, group, path(file));
    }
    if ((what & SET_SIZE) != 0) {
      into.resized(id(file), exchange.int64(16), path(file));
    }
  }

  private void renamed(Model into, Exchange exchange, int flags, int names) {
    File folder = nodes.get(exchange.node());
    File toFolder = nodes.get(exchange.int64(0));
    String name = exchange.name(names);
    String to = exchange.name(second(exchange, names));
    String path = child(folder, name);
    String toPath = child(toFolder, to);
    if ((flags & EXCHANGE) != 0) {
      into.exchanged(id(folder), name, id(toFolder), to, path, toPath);
    } else {
      into.renamed(id(folder), name, id(toFolder), to, path, toPath);
    }
  }

  private void written(Model into, Exchange exchange, boolean isStale) {
    File file = nodes.get(exchange.node());
    byte[] bytes = exchange.bytes(40, exchange.answered32(0));
    long offset = exchange.int64(8);
    into.written(id(file), offset, bytes, path(file));
    if (isStale) {
      into.lost(id(file), offset, offset + bytes.length, path(file));
    }
    int flags = exchange.int32(32);
    if ((flags & O_DSYNC) != 0) {
      into.synced(id(file), (flags & O_SYNC) != O_SYNC, path(file));
    }
  }

  private void allocated(Model into, Worker worker, long before) throws IOException {
    Exchange exchange = worker.exchange();
    File file = nodes.get(exchange.node());
    int mode = exchange.int32(24);
    long from = exchange.int64(8);
    long size = size(worker, exchange.node());
    if ((mode & MOVES_BYTES) != 0) {
      reread(into, file, from, size);
    } else if ((mode & ZEROES_BYTES) != 0) {
      reread(into, file, from, Math.min(size, from + exchange.int64(16)));
    }
    if (size != before || (mode & KEEP_SIZE) == 0) {
      into.resized(id(file), size, path(file));
    }
  }

  /** What the system itself wrote to a file. */
  private void reread(Model into, File file, long from, long to) throws IOException {
    Blocks.read(
        Path.of("/proc/self/fd/" + file.descriptor()),
        from,
        to,
        PIECE,
        (offset, bytes) -> into.written(id(file), offset, bytes, path(file)));
  }

  private void extended(Model into, Exchange exchange, String name, byte @Nullable [] value) {
    File file = nodes.get(exchange.node());
    if (name.startsWith(USERS)) {
      String key = Attribute.EXTENDED + name.substring(USERS.length());
      into.attribute(id(file), key, value, path(file));
    }
  }

  private long size(Worker worker, long node) {
    return worker.status(nodes.get(node).descriptor()) < 0 ? 0 : worker.size();
  }
}
