package dev.faultline.mount.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The system calls that a file system in user space makes, on 64-bit Linux with the GNU C library.
 * Each method returns what the call returned, or the negated {@code errno} where the call failed.
 * Pointers are passed as numbers: the caller keeps the memory alive and, for paths, terminated by a
 * zero byte.
 *
 * <p>An instance belongs to one thread: it holds the place where the linker leaves {@code errno}.
 */
public final class Libc {
  private static final MemorySegment OPENAT = CCalls.function("openat");
  private static final MemorySegment CLOSE = CCalls.function("close");
  private static final MemorySegment READ = CCalls.function("read");
  private static final MemorySegment WRITE = CCalls.function("write");
  private static final MemorySegment PREAD = CCalls.function("pread");
  private static final MemorySegment PWRITE = CCalls.function("pwrite");
  private static final MemorySegment STATX = CCalls.function("statx");
  private static final MemorySegment FSTATFS = CCalls.function("fstatfs");
  private static final MemorySegment READLINKAT = CCalls.function("readlinkat");
  private static final MemorySegment MKNODAT = CCalls.function("mknodat");
  private static final MemorySegment MKDIRAT = CCalls.function("mkdirat");
  private static final MemorySegment UNLINKAT = CCalls.function("unlinkat");
  private static final MemorySegment SYMLINKAT = CCalls.function("symlinkat");
  private static final MemorySegment LINKAT = CCalls.function("linkat");
  private static final MemorySegment RENAMEAT2 = CCalls.function("renameat2");
  private static final MemorySegment CHMOD = CCalls.function("chmod");
  private static final MemorySegment FCHMOD = CCalls.function("fchmod");
  private static final MemorySegment FCHOWNAT = CCalls.function("fchownat");
  private static final MemorySegment UTIMENSAT = CCalls.function("utimensat");
  private static final MemorySegment TRUNCATE = CCalls.function("truncate");
  private static final MemorySegment FTRUNCATE = CCalls.function("ftruncate");
  private static final MemorySegment FSYNC = CCalls.function("fsync");
  private static final MemorySegment FDATASYNC = CCalls.function("fdatasync");
  private static final MemorySegment FALLOCATE = CCalls.function("fallocate");
  private static final MemorySegment LSEEK = CCalls.function("lseek");
  private static final MemorySegment COPY_FILE_RANGE = CCalls.function("copy_file_range");
  private static final MemorySegment GETDENTS = CCalls.function("getdents64");
  private static final MemorySegment GETXATTR = CCalls.function("getxattr");
  private static final MemorySegment SETXATTR = CCalls.function("setxattr");
  private static final MemorySegment LISTXATTR = CCalls.function("listxattr");
  private static final MemorySegment REMOVEXATTR = CCalls.function("removexattr");

  final MemorySegment errno;
  private final Identity identity;

  /**
   * Makes an instance for one thread.
   *
   * @param arena owns the few bytes that it needs
   */
  public Libc(Arena arena) {
    errno = CCalls.errno(arena);
    identity = new Identity(arena, errno);
  }

  int result(int result) {
    return result >= 0 ? result : -CCalls.number(errno);
  }

  private long result(long result) {
    return result >= 0 ? result : -CCalls.number(errno);
  }

  public int openat(int folder, long path, int flags, int mode) {
    return result((int) CCalls.call(OPENAT, errno, folder, path, flags, mode));
  }

  public int close(int file) {
    return result((int) CCalls.call(CLOSE, errno, file));
  }

  /** Closes, whatever comes of it; from any thread. */
  public static void discard(int file) {
    CCalls.call(CLOSE, CCalls.IGNORED, file);
  }

  public long read(int file, long buffer, long length) {
    return result(CCalls.call(READ, errno, file, buffer, length));
  }

  public long write(int file, long buffer, long length) {
    return result(CCalls.call(WRITE, errno, file, buffer, length));
  }

  public long pread(int file, long buffer, long length, long offset) {
    return result(CCalls.call(PREAD, errno, file, buffer, length, offset));
  }

  public long pwrite(int file, long buffer, long length, long offset) {
    return result(CCalls.call(PWRITE, errno, file, buffer, length, offset));
  }

  public int statx(int folder, long path, int flags, int mask, long buffer) {
    return result((int) CCalls.call(STATX, errno, folder, path, flags, mask, buffer));
  }

  public int fstatfs(int file, long buffer) {
    return result((int) CCalls.call(FSTATFS, errno, file, buffer));
  }

  public long readlinkat(int folder, long path, long buffer, long length) {
    return result(CCalls.call(READLINKAT, errno, folder, path, buffer, length));
  }

  public int mknodat(int folder, long path, int mode, long device) {
    return result((int) CCalls.call(MKNODAT, errno, folder, path, mode, device));
  }

  public int mkdirat(int folder, long path, int mode) {
    return result((int) CCalls.call(MKDIRAT, errno, folder, path, mode));
  }

  public int unlinkat(int folder, long path, int flags) {
    return result((int) CCalls.call(UNLINKAT, errno, folder, path, flags));
  }

  public int symlinkat(long target, int folder, long path) {
    return result((int) CCalls.call(SYMLINKAT, errno, target, folder, path));
  }

  public int linkat(int from, long fromPath, int to, long toPath, int flags) {
    return result((int) CCalls.call(LINKAT, errno, from, fromPath, to, toPath, flags));
  }

  public int renameat2(int from, long fromPath, int to, long toPath, int flags) {
    return result((int) CCalls.call(RENAMEAT2, errno, from, fromPath, to, toPath, flags));
  }

  public int chmod(long path, int mode) {
    return result((int) CCalls.call(CHMOD, errno, path, mode));
  }

  public int fchmod(int file, int mode) {
    return result((int) CCalls.call(FCHMOD, errno, file, mode));
  }

  public int fchownat(int folder, long path, int user, int group, int flags) {
    return result((int) CCalls.call(FCHOWNAT, errno, folder, path, user, group, flags));
  }

  public int utimensat(int folder, long path, long times, int flags) {
    return result((int) CCalls.call(UTIMENSAT, errno, folder, path, times, flags));
  }

  public int truncate(long path, long size) {
    return result((int) CCalls.call(TRUNCATE, errno, path, size));
  }

  public int ftruncate(int file, long size) {
    return result((int) CCalls.call(FTRUNCATE, errno, file, size));
  }

  public int fsync(int file) {
    return result((int) CCalls.call(FSYNC, errno, file));
  }

  public int fdatasync(int file) {
    return result((int) CCalls.call(FDATASYNC, errno, file));
  }

  public int fallocate(int file, int mode, long offset, long length) {
    return result((int) CCalls.call(FALLOCATE, errno, file, mode, offset, length));
  }

  public long lseek(int file, long offset, int whence) {
    return result(CCalls.call(LSEEK, errno, file, offset, whence));
  }

  /** Copies within the system; {@code from} and {@code to} point to the two offsets. */
  public long copyFileRange(int in, long from, int out, long to, long length) {
    return result(CCalls.call(COPY_FILE_RANGE, errno, in, from, out, to, length, 0));
  }

  public long getdents(int folder, long buffer, long length) {
    return result(CCalls.call(GETDENTS, errno, folder, buffer, length));
  }

  public long getxattr(long path, long name, long buffer, long length) {
    return result(CCalls.call(GETXATTR, errno, path, name, buffer, length));
  }

  public int setxattr(long path, long name, long value, long length, int flags) {
    return result((int) CCalls.call(SETXATTR, errno, path, name, value, length, flags));
  }

  public long listxattr(long path, long buffer, long length) {
    return result(CCalls.call(LISTXATTR, errno, path, buffer, length));
  }

  public int removexattr(long path, long name) {
    return result((int) CCalls.call(REMOVEXATTR, errno, path, name));
  }

  /** The user that this process is; 0 for root. */
  public int user() {
    return identity.user();
  }

  /**
   * Has this thread's calls on files count as this user's and group's. Whether it may make them was
   * the kernel's to say, which knows all its groups: none is refused here.
   *
   * @return 0, or the negated errno where this process may not be that user
   */
  public int become(int user, int group) {
    return identity.become(user, group);
  }

  /** Ends {@link #become}. */
  public void becomeSelf() {
    identity.becomeSelf();
  }
}
