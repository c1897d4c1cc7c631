package dev.faultline.mount;

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
}
