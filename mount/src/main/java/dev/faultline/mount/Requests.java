package dev.faultline.mount;

import dev.faultline.disk.fault.FileCall;
import dev.faultline.disk.fault.Request;
import dev.faultline.mount.wire.Exchange;
import dev.faultline.mount.wire.Opcode;
import java.util.ArrayList;
import java.util.List;

/** Says a request of the kernel in the words of rules for faults. */
final class Requests {
  private static final int DATA_ONLY = 1;
  private static final int KEEP_SIZE = 1;
  private static final int SET_MODE = 1;
  private static final int SET_OWNER = 1 << 1 | 1 << 2;
  private static final int SET_SIZE = 1 << 3;
  private static final int SET_TIMES = 1 << 4 | 1 << 5;

  private final Nodes nodes;

  Requests(Nodes nodes) {
    this.nodes = nodes;
  }

  /**
   * The calls that a request stands for: several where attributes are set, none for the kernel's
   * own.
   */
  List<Request> of(Opcode opcode, Worker worker) {
    Exchange exchange = worker.exchange();
    return switch (opcode) {
      case LOOKUP -> named(worker, FileCall.LOOKUP, 0);
      case GETATTR -> here(worker, FileCall.GETATTR);
      case SETATTR -> attributes(worker);
      case READLINK -> here(worker, FileCall.READLINK);
      case SYMLINK -> named(worker, FileCall.SYMLINK, 0);
      case MKNOD -> named(worker, FileCall.MKNOD, 16);
      case MKDIR -> named(worker, FileCall.MKDIR, 8);
      case UNLINK -> named(worker, FileCall.UNLINK, 0);
      case RMDIR -> named(worker, FileCall.RMDIR, 0);
      case RENAME -> renamed(worker, 8);
      case RENAME2 -> renamed(worker, 16);
      case LINK ->
          List.of(
              Request.of(
                  FileCall.LINK,
                  nodes.path(nodes.get(exchange.int64(0))),
                  child(worker, 8),
                  exchange.int64(0)));
      case OPEN ->
          List.of(sized(worker, FileCall.OPEN).writing((exchange.int32(0) & Flags.O_ACCMODE) != 0));
      case CREATE -> List.of(Request.of(FileCall.CREATE, child(worker, 16), 0, 0).writing(true));
      case TMPFILE -> List.of(Request.of(FileCall.CREATE, path(worker), 0, 0).writing(true));
      case READ -> List.of(data(worker, FileCall.READ));
      case WRITE -> List.of(data(worker, FileCall.WRITE));
      case FSYNC ->
          List.of(
              through(
                  worker,
                  (exchange.int32(8) & DATA_ONLY) != 0 ? FileCall.FDATASYNC : FileCall.FSYNC));
      case FSYNCDIR -> List.of(through(worker, FileCall.FSYNCDIR));
      case FLUSH -> List.of(through(worker, FileCall.FLUSH));
      case RELEASE -> List.of(through(worker, FileCall.RELEASE));
      case OPENDIR -> here(worker, FileCall.OPENDIR);
      case READDIR, READDIRPLUS -> List.of(through(worker, FileCall.READDIR));
      case RELEASEDIR -> List.of(through(worker, FileCall.RELEASEDIR));
      case FALLOCATE -> List.of(allocation(worker));
      case LSEEK -> List.of(through(worker, FileCall.LSEEK));
      case COPY_FILE_RANGE -> List.of(copy(worker));
      case STATFS -> here(worker, FileCall.STATFS);
      case SETXATTR -> here(worker, FileCall.SETXATTR);
      case GETXATTR -> here(worker, FileCall.GETXATTR);
      case LISTXATTR -> here(worker, FileCall.LISTXATTR);
      case REMOVEXATTR -> here(worker, FileCall.REMOVEXATTR);
      case SYNCFS -> here(worker, FileCall.SYNC);
      case ACCESS -> here(worker, FileCall.ACCESS);
      case FORGET, BATCH_FORGET, INIT, INTERRUPT, DESTROY -> List.of();
    };
  }

  private String path(Worker worker) {
    return nodes.path(nodes.get(worker.exchange().node()));
  }

  /** The path of a name of the request in the folder that it is about. */
  private String child(Worker worker, int name) {
    return join(path(worker), worker.exchange().name(name));
  }

  private static String join(String folder, String name) {
    return folder.equals("/") ? "/" + name : folder + "/" + name;
  }

  private List<Request> named(Worker worker, FileCall call, int name) {
    return List.of(Request.of(call, child(worker, name), 0, 0));
  }

  private List<Request> here(Worker worker, FileCall call) {
    return List.of(Request.of(call, path(worker), worker.exchange().node(), 0));
  }

  private List<Request> renamed(Worker worker, int names) {
    Exchange exchange = worker.exchange();
    String to = nodes.path(nodes.get(exchange.int64(0)));
    int second = names + exchange.nameLength(names) + 1;
    return List.of(
        Request.of(FileCall.RENAME, child(worker, names), join(to, exchange.name(second)), 0));
  }

  private List<Request> attributes(Worker worker) {
    Exchange exchange = worker.exchange();
    int what = exchange.int32(0);
    List<Request> calls = new ArrayList<>();
    if ((what & SET_MODE) != 0) {
      calls.add(sized(worker, FileCall.CHMOD));
    }
    if ((what & SET_OWNER) != 0) {
      calls.add(sized(worker, FileCall.CHOWN));
    }
    if ((what & SET_SIZE) != 0) {
      Request request = sized(worker, FileCall.TRUNCATE);
      calls.add(request.growing(exchange.int64(16) - request.size()));
    }
    if ((what & SET_TIMES) != 0) {
      calls.add(sized(worker, FileCall.UTIMENS));
    }
    return calls;
  }

  private Request sized(Worker worker, FileCall call) {
    return Request.of(call, path(worker), worker.exchange().node(), size(worker));
  }

  private long size(Worker worker) {
    int descriptor = nodes.get(worker.exchange().node()).descriptor();
    return worker.status(descriptor) < 0 ? 0 : worker.size();
  }

  private Request data(Worker worker, FileCall call) {
    Exchange exchange = worker.exchange();
    long size = size(worker);
    long offset = exchange.int64(8);
    long length = Integer.toUnsignedLong(exchange.int32(16));
    long there = call == FileCall.READ ? Math.clamp(size - offset, 0, length) : length;
    return Request.data(
        call, path(worker), exchange.node(), exchange.int64(0), offset, there, size);
  }

  private Request through(Worker worker, FileCall call) {
    Exchange exchange = worker.exchange();
    return Request.through(call, path(worker), exchange.node(), exchange.int64(0), size(worker));
  }

  private Request allocation(Worker worker) {
    Exchange exchange = worker.exchange();
    Request request = through(worker, FileCall.FALLOCATE);
    boolean keeps = (exchange.int32(24) & KEEP_SIZE) != 0;
    long end = exchange.int64(8) + exchange.int64(16);
    return request.growing(keeps ? 0 : Math.max(0, end - request.size()));
  }

  /** A copy writes to the second file. */
  private Request copy(Worker worker) {
    Exchange exchange = worker.exchange();
    Nodes.File to = nodes.get(exchange.int64(16));
    long size = worker.status(to.descriptor()) < 0 ? 0 : worker.size();
    return Request.through(
            FileCall.COPY_FILE_RANGE, nodes.path(to), exchange.int64(16), exchange.int64(24), size)
        .growing(Math.max(0, exchange.int64(32) + exchange.int64(40) - size));
  }
}
