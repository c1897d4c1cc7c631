package dev.faultline.mount;

import dev.faultline.mount.record.Attribute;
import dev.faultline.mount.record.Model;
import dev.faultline.mount.wire.Exchange;
import dev.faultline.mount.wire.Opcode;

/**
 * Set-user and set-group bits: who may not keep them takes them away by changing a file. The kernel
 * leaves that to this file system, which changes files as root.
 */
final class Privileges {
  private static final int SET_USER = 04000;
  private static final int SET_GROUP = 02000;
  private static final int GROUP_EXECUTES = 010;
  private static final int PERMISSIONS = 07777;

  private Privileges() {}

  /** Takes them from the file that a descriptor names. */
  static void kill(Worker worker, int descriptor) {
    if (worker.status(descriptor) < 0 || !worker.isPlain()) {
      return;
    }
    int mode = worker.mode();
    int kept = mode & ~SET_USER;
    if ((mode & GROUP_EXECUTES) != 0 || worker.group() != worker.exchange().group()) {
      kept &= ~SET_GROUP;
    }
    if (kept != mode) {
      worker.libc().chmod(worker.pathOf(descriptor), kept & PERMISSIONS);
    }
  }

  /** Tells the model of a file that had them and lost them in a call, whoever took them away. */
  static void tell(Opcode opcode, Worker worker, Nodes nodes, Model model, PathOf paths) {
    Exchange exchange = worker.exchange();
    long node =
        switch (opcode) {
          case WRITE, OPEN, SETATTR, FALLOCATE -> exchange.node();
          case CREATE -> exchange.answered64(0);
          case COPY_FILE_RANGE -> exchange.int64(16);
          default -> 0;
        };
    if (node == 0) {
      return;
    }
    Nodes.File file = nodes.get(node);
    long known = model.permissions(Witness.id(file));
    if ((known & (SET_USER | SET_GROUP)) != 0
        && worker.status(file.descriptor()) == 0
        && (worker.mode() & PERMISSIONS) != known) {
      long mode = worker.mode() & PERMISSIONS;
      model.attribute(Witness.id(file), Attribute.PERMISSIONS, mode, paths.of(file));
    }
  }

  /** The path of a file, for a reader. */
  @FunctionalInterface
  interface PathOf {
    /** Says it. */
    String of(Nodes.File file);
  }
}
