package dev.faultline.mount;

import dev.faultline.disk.FileKind;
import dev.faultline.mount.Nodes.File;
import dev.faultline.mount.record.Attribute;
import dev.faultline.mount.record.Blocks;
import dev.faultline.mount.record.FileId;
import dev.faultline.mount.record.Model;
import dev.faultline.mount.record.Origin;
import dev.faultline.mount.wire.Exchange;
import dev.faultline.mount.wire.Opcode;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Tells the model what a call has changed. Whoever calls it holds the lock of the model. */
final class Changes {
  private static final int KIND = 0170000;
  private static final int FILE = 0100000;
  private static final int SET_MODE = 1;
  private static final int SET_USER = 1 << 1;
  private static final int SET_GROUP = 1 << 2;
  private static final int SET_SIZE = 1 << 3;
  private static final int EXCHANGE = 2;
  private static final int KEEP_SIZE = 1;

  /** Modes of FALLOCATE: these move what is behind, or make zeros. */
  static final int MOVES_BYTES = 8 | 0x20;

  static final int ZEROES_BYTES = 2 | 0x10;
  private static final int PIECE = 1 << 20;
  private static final int O_DSYNC = 0x1000;
  private static final int O_SYNC = 0x101000;
  private static final String USERS = "user.";

  private final Nodes nodes;
  private final Model model;

  Changes(Nodes nodes, Model model) {
    this.nodes = nodes;
    this.model = model;
  }

  /**
   * A call has succeeded.
   *
   * @param existed whether the file of a CREATE was there before
   * @param size the size before a FALLOCATE
   */
  void tell(Opcode opcode, Worker worker, boolean existed, long size) throws IOException {
    Exchange exchange = worker.exchange();
    switch (opcode) {
      case SETATTR -> attributes(exchange);
      case SYMLINK -> {
        String target = exchange.name(exchange.nameLength(0) + 1);
        made(worker, 0, FileKind.SYMBOLIC_LINK, target);
      }
      case MKNOD -> {
        if ((worker.mode() & KIND) == FILE) {
          made(worker, 16, FileKind.FILE, "");
        }
      }
      case MKDIR -> made(worker, 8, FileKind.DIRECTORY, "");
      case UNLINK, RMDIR -> {
        File folder = nodes.get(exchange.node());
        model.removed(Witness.id(folder), exchange.name(0), child(folder, exchange.name(0)));
      }
      case RENAME -> renamed(exchange, 0, 8);
      case RENAME2 -> renamed(exchange, exchange.int32(8), 16);
      case LINK -> {
        File file = nodes.get(exchange.int64(0));
        File folder = nodes.get(exchange.node());
        String name = exchange.name(8);
        model.linked(Witness.id(file), Witness.id(folder), name, child(folder, name), name);
      }
      case OPEN -> {
        File file = nodes.get(exchange.node());
        model.opened(Witness.id(file));
        if ((exchange.int32(0) & Flags.O_TRUNC) != 0) {
          model.resized(Witness.id(file), 0, path(file));
        }
      }
      case CREATE -> created(worker, existed);
      case TMPFILE -> {
        File folder = nodes.get(exchange.node());
        model.madeUnnamed(Witness.id(worker.identity()), origin(worker, path(folder)));
      }
      case WRITE -> written(exchange, worker.isStale());
      case FALLOCATE -> allocated(worker, size);
      case COPY_FILE_RANGE -> {
        File to = nodes.get(exchange.int64(16));
        long from = exchange.int64(32);
        reread(to, from, from + exchange.answered32(0));
      }
      case SETXATTR -> {
        String name = exchange.name(8);
        int at = 8 + exchange.nameLength(8) + 1;
        extended(exchange, name, exchange.bytes(at, exchange.int32(0)));
      }
      case REMOVEXATTR -> extended(exchange, exchange.name(0), null);
      default -> {}
    }
    Privileges.tell(opcode, worker, nodes, model, this::path);
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
  private void made(Worker worker, int name, FileKind kind, String target) {
    Exchange exchange = worker.exchange();
    File folder = nodes.get(exchange.node());
    String text = exchange.name(name);
    model.made(
        Witness.id(folder),
        text,
        Witness.id(worker.identity()),
        kind,
        target,
        origin(worker, child(folder, text)));
  }

  private void created(Worker worker, boolean existed) {
    Exchange exchange = worker.exchange();
    FileId file = Witness.id(worker.identity());
    if (!existed) {
      made(worker, 16, FileKind.FILE, "");
    }
    model.opened(file);
    if (existed && (exchange.int32(0) & Flags.O_TRUNC) != 0) {
      model.resized(file, 0, child(nodes.get(exchange.node()), exchange.name(16)));
    }
  }

  private void attributes(Exchange exchange) {
    File file = nodes.get(exchange.node());
    int what = exchange.int32(0);
    if ((what & SET_MODE) != 0) {
      long mode = exchange.int32(68) & 07777;
      model.attribute(Witness.id(file), Attribute.PERMISSIONS, mode, path(file));
    }
    if ((what & SET_USER) != 0) {
      long user = Integer.toUnsignedLong(exchange.int32(76));
      model.attribute(Witness.id(file), Attribute.USER, user, path(file));
    }
    if ((what & SET_GROUP) != 0) {
      long group = Integer.toUnsignedLong(exchange.int32(80));
      model.attribute(Witness.id(file), Attribute.GROUP, group, path(file));
    }
    if ((what & SET_SIZE) != 0) {
      model.resized(Witness.id(file), exchange.int64(16), path(file));
    }
  }

  private void renamed(Exchange exchange, int flags, int names) {
    File folder = nodes.get(exchange.node());
    File toFolder = nodes.get(exchange.int64(0));
    String name = exchange.name(names);
    String to = exchange.name(Witness.second(exchange, names));
    String path = child(folder, name);
    String toPath = child(toFolder, to);
    if ((flags & EXCHANGE) != 0) {
      model.exchanged(Witness.id(folder), name, Witness.id(toFolder), to, path, toPath);
    } else {
      model.renamed(Witness.id(folder), name, Witness.id(toFolder), to, path, toPath);
    }
  }

  private void written(Exchange exchange, boolean isStale) {
    File file = nodes.get(exchange.node());
    byte[] bytes = exchange.bytes(40, exchange.answered32(0));
    long offset = exchange.int64(8);
    model.written(Witness.id(file), offset, bytes, path(file));
    if (isStale) {
      model.lost(Witness.id(file), offset, offset + bytes.length, path(file));
    }
    int flags = exchange.int32(32);
    if ((flags & O_DSYNC) != 0) {
      model.synced(Witness.id(file), (flags & O_SYNC) != O_SYNC, path(file));
    }
  }

  private void allocated(Worker worker, long before) throws IOException {
    Exchange exchange = worker.exchange();
    File file = nodes.get(exchange.node());
    int mode = exchange.int32(24);
    long from = exchange.int64(8);
    long size = size(worker, nodes, exchange.node());
    if ((mode & MOVES_BYTES) != 0) {
      reread(file, from, size);
    } else if ((mode & ZEROES_BYTES) != 0) {
      reread(file, from, Math.min(size, from + exchange.int64(16)));
    }
    if (size != before || (mode & KEEP_SIZE) == 0) {
      model.resized(Witness.id(file), size, path(file));
    }
  }

  /** What the system itself wrote to a file. */
  private void reread(File file, long from, long to) throws IOException {
    Blocks.read(
        Path.of("/proc/self/fd/" + file.descriptor()),
        from,
        to,
        PIECE,
        (offset, bytes) -> model.written(Witness.id(file), offset, bytes, path(file)));
  }

  private void extended(Exchange exchange, String name, byte @Nullable [] value) {
    File file = nodes.get(exchange.node());
    if (name.startsWith(USERS)) {
      String key = Attribute.EXTENDED + name.substring(USERS.length());
      model.attribute(Witness.id(file), key, value, path(file));
    }
  }

  private String path(File file) {
    return Witness.path(nodes, file);
  }

  private static long size(Worker worker, Nodes nodes, long node) {
    return worker.status(nodes.get(node).descriptor()) < 0 ? 0 : worker.size();
  }
}
