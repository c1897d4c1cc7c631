package dev.faultline.mount;

import dev.faultline.mount.wire.Exchange;
import dev.faultline.mount.wire.Opcode;

/** Answers each request with what the source's file system says. Safe for several threads. */
final class PassThrough {
  private static final int ENOSYS = 38;

  private final Attributes attributes;
  private final Contents contents;
  private final Entries entries;
  private final Folders folders;

  PassThrough(Nodes nodes, KernelCaches caches) {
    attributes = new Attributes(nodes, caches);
    entries = new Entries(nodes, caches);
    contents = new Contents(nodes, entries, caches);
    folders = new Folders(nodes, entries);
  }

  /** Answers the request that the worker's exchange holds. */
  void answer(Opcode opcode, Worker worker) {
    switch (opcode) {
      case LOOKUP -> entries.lookup(worker);
      case FORGET -> entries.forget(worker);
      case BATCH_FORGET -> entries.forgetSeveral(worker);
      case GETATTR -> attributes.get(worker);
      case SETATTR -> attributes.set(worker);
      case READLINK -> entries.readLink(worker);
      case SYMLINK -> entries.makeSymbolicLink(worker);
      case MKNOD -> entries.makeNode(worker);
      case MKDIR -> entries.makeFolder(worker);
      case UNLINK -> entries.remove(worker);
      case RMDIR -> entries.removeFolder(worker);
      case RENAME -> entries.rename(worker);
      case RENAME2 -> entries.renameWithFlags(worker);
      case LINK -> entries.link(worker);
      case OPEN -> contents.open(worker);
      case CREATE -> contents.create(worker);
      case TMPFILE -> contents.createUnnamed(worker);
      case READ -> contents.read(worker);
      case WRITE -> contents.write(worker);
      case RELEASE, RELEASEDIR -> contents.release(worker);
      case FSYNC, FSYNCDIR -> contents.sync(worker);
      case FALLOCATE -> contents.allocate(worker);
      case LSEEK -> contents.seek(worker);
      case COPY_FILE_RANGE -> contents.copy(worker);
      case STATFS -> attributes.fileSystem(worker);
      case SETXATTR -> attributes.setExtended(worker);
      case GETXATTR -> attributes.getExtended(worker);
      case LISTXATTR -> attributes.listExtended(worker);
      case REMOVEXATTR -> attributes.removeExtended(worker);
      case OPENDIR -> folders.open(worker);
      case READDIR -> folders.list(worker);
      case READDIRPLUS -> folders.listWithAttributes(worker);
      // Nothing is held back here that a close would have to write.
      case FLUSH, SYNCFS -> worker.exchange().done();
      // The kernel checks permissions itself, since it was mounted with default_permissions.
      case ACCESS -> worker.exchange().failed(-ENOSYS);
      case INIT -> Greeting.answer(worker.exchange());
      // Operations end by themselves; the kernel waits for no answer to either.
      case INTERRUPT, DESTROY -> {}
    }
  }

  /** Answers an operation that this file system does not have. */
  static void refuse(Exchange exchange) {
    exchange.failed(-ENOSYS);
  }
}
