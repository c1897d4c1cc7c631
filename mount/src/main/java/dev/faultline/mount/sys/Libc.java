package dev.faultline.mount.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls that a file system in user space makes, on 64-bit Linux with the GNU C library.
 * Each method returns what the call returned, or the negated {@code errno} where the call failed.
 * Pointers are passed as numbers: the caller keeps the memory alive and, for paths, terminated by a
 * zero byte.
 *
 * <p>An instance belongs to one thread: it holds the place where the linker leaves {@code errno}.
 */
public final class Libc {
  static final Linker LINKER = Linker.nativeLinker();
  static final SymbolLookup C = LINKER.defaultLookup();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO_VALUE =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /** Letters of a signature: the result first, then the arguments. */
  static MethodHandle handle(String name, String signature) {
    MemoryLayout[] layouts =
        signature
            .chars()
            .mapToObj(letter -> letter == 'i' ? JAVA_INT : JAVA_LONG)
            .toArray(MemoryLayout[]::new);
    MemoryLayout[] arguments = new MemoryLayout[layouts.length - 1];
    System.arraycopy(layouts, 1, arguments, 0, arguments.length);
    return LINKER.downcallHandle(
        C.findOrThrow(name), FunctionDescriptor.of(layouts[0], arguments), ERRNO);
  }

  static MethodHandle variadic(String name, String signature, int fixed) {
    MemoryLayout[] arguments =
        signature
            .substring(1)
            .chars()
            .mapToObj(letter -> letter == 'i' ? JAVA_INT : JAVA_LONG)
            .toArray(MemoryLayout[]::new);
    return LINKER.downcallHandle(
        C.findOrThrow(name),
        FunctionDescriptor.of(signature.charAt(0) == 'i' ? JAVA_INT : JAVA_LONG, arguments),
        ERRNO,
        Linker.Option.firstVariadicArg(fixed));
  }

  private static final MethodHandle OPENAT = variadic("openat", "iilii", 3);
  private static final MethodHandle CLOSE = handle("close", "ii");
  private static final MethodHandle DISCARD =
      LINKER.downcallHandle(C.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle READ = handle("read", "lill");
  private static final MethodHandle WRITE = handle("write", "lill");
  private static final MethodHandle PREAD = handle("pread", "lilll");
  private static final MethodHandle PWRITE = handle("pwrite", "lilll");
  private static final MethodHandle STATX = handle("statx", "iiliil");
  private static final MethodHandle FSTATFS = handle("fstatfs", "iil");
  private static final MethodHandle READLINKAT = handle("readlinkat", "lilll");
  private static final MethodHandle MKNODAT = handle("mknodat", "iilil");
  private static final MethodHandle MKDIRAT = handle("mkdirat", "iili");
  private static final MethodHandle UNLINKAT = handle("unlinkat", "iili");
  private static final MethodHandle SYMLINKAT = handle("symlinkat", "ilil");
  private static final MethodHandle LINKAT = handle("linkat", "iilili");
  private static final MethodHandle RENAMEAT2 = handle("renameat2", "iilili");
  private static final MethodHandle CHMOD = handle("chmod", "ili");
  private static final MethodHandle FCHMOD = handle("fchmod", "iii");
  private static final MethodHandle FCHOWNAT = handle("fchownat", "iiliii");
  private static final MethodHandle UTIMENSAT = handle("utimensat", "iilli");
  private static final MethodHandle TRUNCATE = handle("truncate", "ill");
  private static final MethodHandle FTRUNCATE = handle("ftruncate", "iil");
  private static final MethodHandle FSYNC = handle("fsync", "ii");
  private static final MethodHandle FDATASYNC = handle("fdatasync", "ii");
  private static final MethodHandle FALLOCATE = handle("fallocate", "iiill");
  private static final MethodHandle LSEEK = handle("lseek", "lili");
  private static final MethodHandle COPY_FILE_RANGE = handle("copy_file_range", "lililli");
  private static final MethodHandle GETDENTS = handle("getdents64", "lill");
  private static final MethodHandle GETXATTR = handle("getxattr", "lllll");
  private static final MethodHandle SETXATTR = handle("setxattr", "illlli");
  private static final MethodHandle LISTXATTR = handle("listxattr", "llll");
  private static final MethodHandle REMOVEXATTR = handle("removexattr", "ill");
  final MemorySegment errno;
  private final Identity identity;

  /**
   * Makes an instance for one thread.
   *
   * @param arena owns the few bytes that it needs
   */
  public Libc(Arena arena) {
    errno = arena.allocate(Linker.Option.captureStateLayout());
    identity = new Identity(arena, errno);
  }

  int result(int result) {
    return result >= 0 ? result : -(int) ERRNO_VALUE.get(errno, 0L);
  }

  private long result(long result) {
    return result >= 0 ? result : -(int) ERRNO_VALUE.get(errno, 0L);
  }

  public int openat(int folder, long path, int flags, int mode) {
    try {
      return result((int) OPENAT.invokeExact(errno, folder, path, flags, mode));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int close(int file) {
    try {
      return result((int) CLOSE.invokeExact(errno, file));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Closes, whatever comes of it; from any thread. */
  public static void discard(int file) {
    try {
      int ignored = (int) DISCARD.invokeExact(file);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public long read(int file, long buffer, long length) {
    try {
      return result((long) READ.invokeExact(errno, file, buffer, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public long write(int file, long buffer, long length) {
    try {
      return result((long) WRITE.invokeExact(errno, file, buffer, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public long pread(int file, long buffer, long length, long offset) {
    try {
      return result((long) PREAD.invokeExact(errno, file, buffer, length, offset));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public long pwrite(int file, long buffer, long length, long offset) {
    try {
      return result((long) PWRITE.invokeExact(errno, file, buffer, length, offset));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int statx(int folder, long path, int flags, int mask, long buffer) {
    try {
      return result((int) STATX.invokeExact(errno, folder, path, flags, mask, buffer));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int fstatfs(int file, long buffer) {
    try {
      return result((int) FSTATFS.invokeExact(errno, file, buffer));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public long readlinkat(int folder, long path, long buffer, long length) {
    try {
      return result((long) READLINKAT.invokeExact(errno, folder, path, buffer, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int mknodat(int folder, long path, int mode, long device) {
    try {
      return result((int) MKNODAT.invokeExact(errno, folder, path, mode, device));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int mkdirat(int folder, long path, int mode) {
    try {
      return result((int) MKDIRAT.invokeExact(errno, folder, path, mode));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int unlinkat(int folder, long path, int flags) {
    try {
      return result((int) UNLINKAT.invokeExact(errno, folder, path, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int symlinkat(long target, int folder, long path) {
    try {
      return result((int) SYMLINKAT.invokeExact(errno, target, folder, path));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int linkat(int from, long fromPath, int to, long toPath, int flags) {
    try {
      return result((int) LINKAT.invokeExact(errno, from, fromPath, to, toPath, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int renameat2(int from, long fromPath, int to, long toPath, int flags) {
    try {
      return result((int) RENAMEAT2.invokeExact(errno, from, fromPath, to, toPath, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int chmod(long path, int mode) {
    try {
      return result((int) CHMOD.invokeExact(errno, path, mode));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int fchmod(int file, int mode) {
    try {
      return result((int) FCHMOD.invokeExact(errno, file, mode));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int fchownat(int folder, long path, int user, int group, int flags) {
    try {
      return result((int) FCHOWNAT.invokeExact(errno, folder, path, user, group, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int utimensat(int folder, long path, long times, int flags) {
    try {
      return result((int) UTIMENSAT.invokeExact(errno, folder, path, times, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int truncate(long path, long size) {
    try {
      return result((int) TRUNCATE.invokeExact(errno, path, size));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int ftruncate(int file, long size) {
    try {
      return result((int) FTRUNCATE.invokeExact(errno, file, size));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int fsync(int file) {
    try {
      return result((int) FSYNC.invokeExact(errno, file));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int fdatasync(int file) {
    try {
      return result((int) FDATASYNC.invokeExact(errno, file));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int fallocate(int file, int mode, long offset, long length) {
    try {
      return result((int) FALLOCATE.invokeExact(errno, file, mode, offset, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public long lseek(int file, long offset, int whence) {
    try {
      return result((long) LSEEK.invokeExact(errno, file, offset, whence));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Copies within the system; {@code from} and {@code to} point to the two offsets. */
  public long copyFileRange(int in, long from, int out, long to, long length) {
    try {
      return result((long) COPY_FILE_RANGE.invokeExact(errno, in, from, out, to, length, 0));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public long getdents(int folder, long buffer, long length) {
    try {
      return result((long) GETDENTS.invokeExact(errno, folder, buffer, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public long getxattr(long path, long name, long buffer, long length) {
    try {
      return result((long) GETXATTR.invokeExact(errno, path, name, buffer, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int setxattr(long path, long name, long value, long length, int flags) {
    try {
      return result((int) SETXATTR.invokeExact(errno, path, name, value, length, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public long listxattr(long path, long buffer, long length) {
    try {
      return result((long) LISTXATTR.invokeExact(errno, path, buffer, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  public int removexattr(long path, long name) {
    try {
      return result((int) REMOVEXATTR.invokeExact(errno, path, name));
    } catch (Throwable e) {
      throw impossible(e);
    }
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

  static AssertionError impossible(Throwable e) {
    return new AssertionError("a call of the C library does not throw", e);
  }
}
