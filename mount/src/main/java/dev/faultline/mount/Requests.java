package dev.faultline.mount;

import dev.faultline.disk.fault.FileCall;
import dev.faultline.disk.fault.Request;
import dev.faultline.mount.Nodes.File;
import dev.faultline.mount.wire.Exchange;
import dev.faultline.mount.wire.Opcode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says a request of the kernel in the words of rules for faults, where one may concern it. */
final class Requests {
  private static final int DATA_ONLY = 1;
  private static final int KEEP_SIZE = 1;
  private static final int SET_MODE = 1;
  private static final int SET_OWNER = 1 << 1 | 1 << 2;
  private static final int SET_SIZE = 1 << 3;
  private static final int SET_TIMES = 1 << 4 | 1 << 5;

  /** Of a change of attributes: made through an open file. */
  private static final int BY_HANDLE = 1 << 6;

  private static final int NO_REPLACE = 1;
  private static final int EXCHANGE = 2;

  private final Nodes nodes;
  private final Handles handles;
  private final Rules rules;

  Requests(Nodes nodes, Handles handles, Rules rules) {
    this.nodes = nodes;
    this.handles = handles;
    this.rules = rules;
  }

  /**
   * The calls that a request stands for: several where attributes are set, none for the kernel's
   * own, and none that no rule concerns, as far as that is cheaper to find out than to say it.
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
      case UNLINK -> List.of(removal(worker));
      case RMDIR -> named(worker, FileCall.RMDIR, 0);
      case RENAME -> renamed(worker, 0, 8);
      case RENAME2 -> renamed(worker, exchange.int32(8), 16);
      case LINK ->
          List.of(
              Request.of(
                  FileCall.LINK,
                  nodes.path(nodes.get(exchange.int64(0))),
                  child(worker, 8),
                  exchange.int64(0)));
      case OPEN -> opening(worker);
      case CREATE -> List.of(Request.of(FileCall.CREATE, child(worker, 16), 0, 0).writing(true));
      case TMPFILE -> List.of(Request.of(FileCall.CREATE, path(worker), 0, 0).writing(true));
      case READ -> data(worker, FileCall.READ);
      case WRITE -> data(worker, FileCall.WRITE);
      case FSYNC ->
          through(
              worker, (exchange.int32(8) & DATA_ONLY) != 0 ? FileCall.FDATASYNC : FileCall.FSYNC);
      case FSYNCDIR -> through(worker, FileCall.FSYNCDIR);
      case FLUSH -> through(worker, FileCall.FLUSH);
      case RELEASE -> through(worker, FileCall.RELEASE);
      case OPENDIR -> here(worker, FileCall.OPENDIR);
      case READDIR, READDIRPLUS -> through(worker, FileCall.READDIR);
      case RELEASEDIR -> through(worker, FileCall.RELEASEDIR);
      case FALLOCATE -> allocation(worker);
      case LSEEK -> through(worker, FileCall.LSEEK);
      case COPY_FILE_RANGE -> copy(worker);
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

  /** The open file whose handle the request has; null where it is not known. */
  private @Nullable OpenFile opened(Worker worker, int handle) {
    return handles.get(worker.exchange().int64(handle));
  }

  /** The path that it was opened with. */
  private String path(Worker worker, @Nullable OpenFile open) {
    return open == null ? path(worker) : open.path();
  }

  private boolean concern(FileCall call, @Nullable OpenFile open) {
    return open == null || rules.concern(call, open);
  }

  /** Opening a file to truncate it changes it, for whatever it is opened. */
  private List<Request> opening(Worker worker) {
    String path = path(worker);
    if (!rules.concern(FileCall.OPEN, path)) {
      return List.of();
    }
    int flags = worker.exchange().int32(0);
    boolean truncates = (flags & Flags.O_TRUNC) != 0;
    Request request =
        Request.of(FileCall.OPEN, path, worker.exchange().node(), size(worker))
            .writing(truncates || (flags & Flags.O_ACCMODE) != 0);
    return List.of(truncates ? request.growing(-request.size()) : request);
  }

  private Request removal(Worker worker) {
    File folder = nodes.get(worker.exchange().node());
    return Request.of(FileCall.UNLINK, child(worker, 0), 0, 0)
        .growing(-givenBack(worker, folder, 0));
  }

  /** How long the file is that is removed with a name, which is its last. */
  private long givenBack(Worker worker, File folder, int name) {
    if (!rules.countsRoom()) {
      return 0;
    }
    Exchange exchange = worker.exchange();
    int found = worker.status(folder.descriptor(), exchange.address(name));
    return found == 0 && worker.isPlain() && worker.links() == 1 ? worker.size() : 0;
  }

  private List<Request> renamed(Worker worker, int flags, int names) {
    Exchange exchange = worker.exchange();
    File toFolder = nodes.get(exchange.int64(0));
    String to = nodes.path(toFolder);
    int second = names + exchange.nameLength(names) + 1;
    String from = child(worker, names);
    boolean replaces = (flags & (NO_REPLACE | EXCHANGE)) == 0;
    return List.of(
        Request.of(FileCall.RENAME, from, join(to, exchange.name(second)), 0)
            .growing(replaces ? -givenBack(worker, toFolder, second) : 0));
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
      // Without data, it needs no room to be longer.
      calls.add(request.growing(Math.min(0, exchange.int64(16) - request.size())));
    }
    if ((what & SET_TIMES) != 0) {
      calls.add(sized(worker, FileCall.UTIMENS));
    }
    return calls;
  }

  private Request sized(Worker worker, FileCall call) {
    Exchange exchange = worker.exchange();
    OpenFile open = (exchange.int32(0) & BY_HANDLE) != 0 ? opened(worker, 8) : null;
    return Request.of(call, path(worker, open), exchange.node(), size(worker));
  }

  private long size(Worker worker) {
    int descriptor = nodes.get(worker.exchange().node()).descriptor();
    return worker.status(descriptor) < 0 ? 0 : worker.size();
  }

  private List<Request> data(Worker worker, FileCall call) {
    OpenFile open = opened(worker, 0);
    if (!concern(call, open)) {
      return List.of();
    }
    Exchange exchange = worker.exchange();
    String path = path(worker, open);
    long size = size(worker);
    long offset = exchange.int64(8);
    long length = Integer.toUnsignedLong(exchange.int32(16));
    long there = call == FileCall.READ ? Math.clamp(size - offset, 0, length) : length;
    return List.of(
        Request.data(call, path, exchange.node(), exchange.int64(0), offset, there, size));
  }

  private List<Request> through(Worker worker, FileCall call) {
    OpenFile open = opened(worker, 0);
    if (!concern(call, open)) {
      return List.of();
    }
    Exchange exchange = worker.exchange();
    String path = path(worker, open);
    return List.of(Request.through(call, path, exchange.node(), exchange.int64(0), size(worker)));
  }

  private List<Request> allocation(Worker worker) {
    Exchange exchange = worker.exchange();
    boolean keeps = (exchange.int32(24) & KEEP_SIZE) != 0;
    long end = exchange.int64(8) + exchange.int64(16);
    return through(worker, FileCall.FALLOCATE).stream()
        .map(request -> request.growing(keeps ? 0 : Math.max(0, end - request.size())))
        .toList();
  }

  /** A copy writes to the second file. */
  private List<Request> copy(Worker worker) {
    OpenFile open = opened(worker, 24);
    if (!concern(FileCall.COPY_FILE_RANGE, open)) {
      return List.of();
    }
    Exchange exchange = worker.exchange();
    File to = nodes.get(exchange.int64(16));
    long size = worker.status(to.descriptor()) < 0 ? 0 : worker.size();
    String path = open == null ? nodes.path(to) : open.path();
    return List.of(
        Request.through(
                FileCall.COPY_FILE_RANGE, path, exchange.int64(16), exchange.int64(24), size)
            .growing(Math.max(0, exchange.int64(32) + exchange.int64(40) - size)));
  }
}
